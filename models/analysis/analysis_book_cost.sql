-- Grain: month × dimension (company, channel, category, region) × its value: cost in the books.
-- Never sum over dimension_type: each of them holds all costs of the month.
with
cells as (
    select * from {{ ref('analysis_feature_cost') }}
),

dimensions as (
    {% for dimension, column in [
        ('company', "'all'"), ('channel', 'channel_id'), ('category', 'category_name'),
        ('region', 'province_name'),
    ] -%}
        select
            accounting_period,
            '{{ dimension }}' as dimension_type,
            {{ column }} as dimension_value,
            quantity,
            total_cost_amount
        from cells
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

analysis_book_cost as (
    select
        accounting_period,
        dimension_type,
        dimension_value,
        cast(sum(total_cost_amount) as decimal(18, 2)) as cost_amount,
        cast(sum(
            case when quantity > 0 then 0 else total_cost_amount end
        ) as decimal(18, 2)) as cost_without_pieces_amount
    from dimensions
    group by accounting_period, dimension_type, dimension_value
)

select * from analysis_book_cost
