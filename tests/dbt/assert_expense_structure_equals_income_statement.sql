-- Lost otherwise: the expenses: their structure holds all costs of the income statement, month by
-- month, and adds up to 100 per cent.
{{ config(meta={'dagster': {'ref': {'name': 'analysis_expense_structure'}}}) }}
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

expenses as (
    select
        {{ accounting_period('date_period') }} as accounting_period,
        sum(total_amount) as expense_amount,
        sum(amount_percentage) as percentage
    from {{ ref('analysis_expense_structure') }}
    group by {{ accounting_period('date_period') }}
),

examined as (
    select
        statement.accounting_period,
        statement.expense_amount as expected_amount,
        coalesce(expenses.expense_amount, 0) as actual_amount,
        coalesce(expenses.percentage, 100) as percentage
    from statement
    left join expenses on statement.accounting_period = expenses.accounting_period
)

select
    accounting_period as examined_id,
    expected_amount,
    actual_amount
from examined
where expected_amount <> actual_amount or percentage <> 100

union all

{{ examined_nothing() }}
