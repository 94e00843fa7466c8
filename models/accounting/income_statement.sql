-- Grain: period × statement line (利润表). Totals are rows too: do not sum all rows. Income is
-- positive, cost negative.
with

movement as (
    select * from {{ ref('account_movement') }}
),

account as (
    select
        account_code,
        statement_line_code
    from {{ ref('account_dim') }}
),

line as (
    select * from {{ ref('statement_lines') }}
    where statement_code = 'income_statement'
),

period as (
    select distinct accounting_period from {{ ref('account_balance') }}
),

line_movement as (
    select
        movement.accounting_period,
        line.line_number,
        movement.credit_amount - movement.debit_amount as amount
    from movement
    inner join account on movement.account_code = account.account_code
    inner join line on account.statement_line_code = line.statement_line_code
),

period_line as (
    select
        period.accounting_period,
        line.statement_line_code,
        line.line_number,
        line.line_name,
        line.line_name_en,
        line.is_total,
        coalesce(sum(line_movement.amount), 0) as period_amount
    from period
    cross join line
    left join line_movement
        on
            period.accounting_period = line_movement.accounting_period
            and {{ in_statement_line('line_movement.line_number', 'line') }}
    group by
        period.accounting_period, line.statement_line_code, line.line_number,
        line.line_name, line.line_name_en, line.is_total
),

income_statement as (
    select
        accounting_period,
        statement_line_code,
        line_number,
        line_name,
        line_name_en,
        is_total,
        cast(period_amount as decimal(18, 2)) as period_amount,
        {{ year_to_date('period_amount', 'statement_line_code') }} as year_to_date_amount
    from period_line
)

select * from income_statement
