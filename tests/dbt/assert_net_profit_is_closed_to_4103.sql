-- Lost otherwise: one profit. The statement's net profit = the income and cost accounts of the
-- journal = what closed to 4103 本年利润.
{{ config(meta={'dagster': {'ref': {'name': 'income_statement'}}}) }}
with

journal as (
    select * from {{ ref('journal') }}
),

account as (
    select
        account_code,
        account_type_code
    from {{ ref('account_dim') }}
),

booked as (
    select
        journal.accounting_period,
        sum(
            case
                when
                    account.account_type_code = 'profit_and_loss'
                    and journal.voucher_type_code <> 'period_close'
                    then journal.credit_amount - journal.debit_amount
                else 0
            end
        ) as booked_amount,
        sum(
            case
                when account.account_code = '4103' and journal.voucher_type_code = 'period_close'
                    then journal.credit_amount - journal.debit_amount
                else 0
            end
        ) as closed_amount
    from journal
    inner join account on journal.account_code = account.account_code
    group by journal.accounting_period
),

examined as (
    select
        income_statement.accounting_period,
        income_statement.period_amount,
        coalesce(booked.booked_amount, 0) as booked_amount,
        coalesce(booked.closed_amount, 0) as closed_amount
    from {{ ref('income_statement') }} as income_statement
    left join booked on income_statement.accounting_period = booked.accounting_period
    where income_statement.statement_line_code = 'net_profit'
)

select
    accounting_period as examined_id,
    booked_amount as expected_amount,
    period_amount as actual_amount
from examined
where period_amount <> booked_amount or period_amount <> closed_amount

union all

{{ examined_nothing() }}
