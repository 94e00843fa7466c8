-- Lost otherwise: costs to attribute: the cells hold all costs of the income statement, each
-- under one part, with `untagged` as a value.
{{ config(meta={'dagster': {'ref': {'name': 'analysis_feature_cost'}}}) }}
with

statement as (
    {{ income_statement_totals() }}
),

cells as (
    select
        accounting_period,
        sum(total_cost_amount) as cost_amount,
        sum(
            purchase_cost_amount + logistics_cost_amount + packaging_cost_amount
            + platform_commission_amount + advertising_cost_amount + payment_fee_amount
            + after_sale_cost_amount + labor_cost_amount + overhead_cost_amount
        ) as part_amount
    from {{ ref('analysis_feature_cost') }}
    group by accounting_period
),

examined as (
    select
        statement.accounting_period,
        statement.expense_amount as expected_amount,
        coalesce(cells.cost_amount, 0) as actual_amount,
        coalesce(cells.part_amount, 0) as part_amount
    from statement
    left join cells on statement.accounting_period = cells.accounting_period
)

select
    accounting_period as examined_id,
    expected_amount,
    actual_amount
from examined
where expected_amount <> actual_amount or expected_amount <> part_amount

union all

{{ examined_nothing() }}
