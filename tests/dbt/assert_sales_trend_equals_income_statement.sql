-- Lost otherwise: the sales trend and the income statement (利润表) naming the same revenue and the
-- same net profit, month by month.
{{ config(meta={'dagster': {'ref': {'name': 'analysis_sales_revenue_trend'}}}) }}
with

statement as (
    select
        accounting_period,
        sum(case when statement_line_code = 'operating_revenue' then period_amount else 0 end)
            as revenue_amount,
        sum(case when statement_line_code = 'operating_costs' then period_amount else 0 end)
            as cost_amount,
        sum(case when statement_line_code = 'net_profit' then period_amount else 0 end)
            as profit_amount,
        -sum(
            case
                when
                    not is_total
                    and statement_line_code not in ('operating_revenue', 'non_operating_income')
                    then period_amount
                else 0
            end
        ) as expense_amount
    from {{ ref('income_statement') }}
    group by accounting_period
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
