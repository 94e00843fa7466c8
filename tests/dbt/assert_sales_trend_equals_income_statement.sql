-- Lost otherwise: the sales trend and the income statement (利润表) naming the same revenue and the
-- same net profit, month by month.
{{ config(meta={'dagster': {'ref': {'name': 'analysis_sales_revenue_trend'}}}) }}
with

statement as (
    {{ income_statement_totals() }}
),

trend as (
    select
        {{ accounting_period('date_period') }} as accounting_period,
        sum(revenue_amount) as revenue_amount,
        sum(profit_amount) as profit_amount
    from {{ ref('analysis_sales_revenue_trend') }}
    where period_type = 'month'
    group by {{ accounting_period('date_period') }}
),

examined as (
    select
        statement.accounting_period,
        statement.revenue_amount as expected_revenue,
        statement.profit_amount as expected_profit,
        coalesce(trend.revenue_amount, 0) as revenue_amount,
        coalesce(trend.profit_amount, 0) as profit_amount
    from statement
    left join trend on statement.accounting_period = trend.accounting_period
)

select
    accounting_period as examined_id,
    expected_profit as expected_amount,
    profit_amount as actual_amount
from examined
where expected_revenue <> revenue_amount or expected_profit <> profit_amount

union all

{{ examined_nothing() }}
