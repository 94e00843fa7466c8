-- Lost otherwise: one gross profit (毛利): by platform, by category and by product it is that of
-- the income statement.
{{ config(meta={'dagster': {'ref': {'name': 'analysis_gross_profit'}}}) }}
with

statement as (
    {{ income_statement_totals() }}
),

dimensions as (
    select 'platform' as dimension_type
    union all
    select 'category' as dimension_type
    union all
    select 'product' as dimension_type
),

margins as (
    select
        dimension_type,
        {{ accounting_period('analysis_date') }} as accounting_period,
        sum(gross_revenue) as revenue_amount,
        sum(gross_profit) as profit_amount
    from {{ ref('analysis_gross_profit') }}
    group by dimension_type, {{ accounting_period('analysis_date') }}
),

examined as (
    select
        dimensions.dimension_type,
        statement.accounting_period,
        statement.revenue_amount as expected_revenue,
        statement.revenue_amount + statement.cost_amount as expected_profit,
        coalesce(margins.revenue_amount, 0) as revenue_amount,
        coalesce(margins.profit_amount, 0) as profit_amount
    from statement
    cross join dimensions
    left join margins
        on
            statement.accounting_period = margins.accounting_period
            and dimensions.dimension_type = margins.dimension_type
)

select
    dimension_type || ' ' || accounting_period as examined_id,
    expected_profit as expected_amount,
    profit_amount as actual_amount
from examined
where expected_revenue <> revenue_amount or expected_profit <> profit_amount

union all

{{ examined_nothing() }}
