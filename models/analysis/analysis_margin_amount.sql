-- Grain: month × dimension (platform, category, product) × its value: revenue, cost, gross profit.
-- Never sum over dimension_type: each of them holds the whole month.
with
profit_loss as (
    select * from {{ ref('analysis_profit_loss_daily') }}
    where statement_line_code in ('operating_revenue', 'operating_costs')
),

dimensions as (
    {% for dimension, column in [
        ('platform', 'platform_code'), ('category', 'category_name'), ('product', 'product_key'),
    ] -%}
        select
            cast({{ dbt.date_trunc('month', 'voucher_date') }} as date) as analysis_date,
            '{{ dimension }}' as dimension_type,
            {{ column }} as dimension_value,
            statement_line_code,
            profit_amount
        from profit_loss
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

analysis_margin_amount as (
    select
        analysis_date,
        dimension_type,
        dimension_value,
        cast(sum(
            case when statement_line_code = 'operating_revenue' then profit_amount else 0 end
        ) as decimal(18, 2)) as gross_revenue,
        cast(-sum(
            case when statement_line_code = 'operating_costs' then profit_amount else 0 end
        ) as decimal(18, 2)) as total_cost,
        cast(sum(profit_amount) as decimal(18, 2)) as gross_profit
    from dimensions
    group by analysis_date, dimension_type, dimension_value
)

select * from analysis_margin_amount
