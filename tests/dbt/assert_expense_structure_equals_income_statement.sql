-- Lost otherwise: the expenses: their structure holds all costs of the income statement, month by
-- month, and adds up to 100 per cent.
{{ config(meta={'dagster': {'ref': {'name': 'analysis_expense_structure'}}}) }}
with

statement as (
    {{ income_statement_totals() }}
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
