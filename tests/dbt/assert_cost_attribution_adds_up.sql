-- Lost otherwise: an attribution of the costs that there are: Σ over the drivers = the books, by
-- every dimension, and base + Σ SHAP = the prediction.
{{ config(meta={'dagster': {'ref': {'name': 'analysis_cost_attribution'}}}) }}
with

book_costs as (
    select
        {{ accounting_period('date_period') }} as accounting_period,
        sum(total_amount) as cost_amount
    from {{ ref('analysis_expense_structure') }}
    group by {{ accounting_period('date_period') }}
),

predictions as (
    select
        period,
        dimension_type,
        dimension_value,
        max(base_value) + sum(shap_value) as explained_value,
        max(prediction) as prediction
    from {{ source('ml', 'attribution_shap') }}
    group by period, dimension_type, dimension_value
),

attributions as (
    select
        accounting_period,
        dimension_type,
        sum(attribution_amount) as attribution_amount
    from {{ ref('analysis_cost_attribution') }}
    group by accounting_period, dimension_type
),

examined as (
    select distinct
        predictions.period as accounting_period,
        predictions.dimension_type,
        attributions.attribution_amount as actual_amount,
        book_costs.cost_amount as expected_amount
    from predictions
    left join attributions
        on
            predictions.period = attributions.accounting_period
            and predictions.dimension_type = attributions.dimension_type
    left join book_costs on predictions.period = book_costs.accounting_period
)

select
    dimension_type || ' ' || accounting_period as examined_id,
    cast(expected_amount as decimal(18, 2)) as expected_amount,
    cast(actual_amount as decimal(18, 2)) as actual_amount
from examined
where expected_amount is null or actual_amount is null or expected_amount <> actual_amount

union all

select
    dimension_value || ' ' || period as examined_id,
    cast(prediction as decimal(18, 2)) as expected_amount,
    cast(explained_value as decimal(18, 2)) as actual_amount
from predictions
where abs(explained_value - prediction) > 0.000001 * greatest(1, abs(prediction))

union all

{{ examined_nothing(source('ml', 'attribution_shap')) }}
