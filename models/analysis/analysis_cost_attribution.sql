-- Grain: month × dimension (company, channel, category, region) × its value × driver.
-- Σ over the drivers of a value = its cost in the books. Never sum over dimension_type.
with
shap as (
    select * from {{ source('ml', 'attribution_shap') }}
),

modelled as (
    select distinct
        period,
        model_version,
        trained_through
    from shap
),

book_costs as (
    select
        book.*,
        modelled.model_version,
        modelled.trained_through
    from {{ ref('analysis_book_cost') }} as book
    inner join modelled on book.accounting_period = modelled.period
),

drivers as (
    {% for driver, value in [('driver_name', 'shap_value'), ("'base'", 'base_value')] -%}
        select distinct
            period as accounting_period,
            dimension_type,
            dimension_value,
            {{ driver }} as driver_name,
            cast(cast({{ value }} as decimal(28, 8)) as decimal(18, 2)) as attribution_amount
        from shap
        union all
    {% endfor -%}
    select
        accounting_period,
        dimension_type,
        dimension_value,
        'without_pieces' as driver_name,
        cost_without_pieces_amount as attribution_amount
    from book_costs
),

explained as (
    select
        accounting_period,
        dimension_type,
        dimension_value,
        sum(attribution_amount) as explained_amount
    from drivers
    group by accounting_period, dimension_type, dimension_value
),

complete as (
    select * from drivers
    union all
    select
        book_costs.accounting_period,
        book_costs.dimension_type,
        book_costs.dimension_value,
        'unexplained' as driver_name,
        cast(
            book_costs.cost_amount - explained.explained_amount as decimal(18, 2)
        ) as attribution_amount
    from book_costs
    inner join explained
        on
            book_costs.accounting_period = explained.accounting_period
            and book_costs.dimension_type = explained.dimension_type
            and book_costs.dimension_value = explained.dimension_value
),

analysis_cost_attribution as (
    select
        complete.*,
        book_costs.cost_amount,
        book_costs.model_version,
        book_costs.trained_through
    from complete
    inner join book_costs
        on
            complete.accounting_period = book_costs.accounting_period
            and complete.dimension_type = book_costs.dimension_type
            and complete.dimension_value = book_costs.dimension_value
)

select * from analysis_cost_attribution
