-- Grain: period × statement line (资产负债表). Totals are rows too: do not sum all rows. Assets are
-- debit balances, liabilities and equity credit balances.
with

balance as (
    select * from {{ ref('account_balance') }}
    where is_leaf
),

account as (
    select
        account_code,
        statement_line_code
    from {{ ref('account_dim') }}
),

line as (
    select * from {{ ref('statement_lines') }}
    where statement_code = 'balance_sheet'
),

line_balance as (
    select
        balance.accounting_period,
        line.line_number,
        case line.section_code when 'assets' then 1 else -1 end * balance.opening_balance
            as opening_amount,
        case line.section_code when 'assets' then 1 else -1 end * balance.ending_balance
            as ending_amount
    from balance
    inner join account on balance.account_code = account.account_code
    inner join line on account.statement_line_code = line.statement_line_code
),

period as (
    select distinct accounting_period from balance
),

balance_sheet as (
    select
        period.accounting_period,
        line.statement_line_code,
        line.line_number,
        line.line_name,
        line.line_name_en,
        line.section_code,
        line.is_total,
        cast(coalesce(sum(line_balance.opening_amount), 0) as decimal(18, 2)) as opening_amount,
        cast(coalesce(sum(line_balance.ending_amount), 0) as decimal(18, 2)) as ending_amount
    from period
    cross join line
    left join line_balance
        on
            period.accounting_period = line_balance.accounting_period
            and {{ in_statement_line('line_balance.line_number', 'line') }}
    group by
        period.accounting_period, line.statement_line_code, line.line_number,
        line.line_name, line.line_name_en, line.section_code, line.is_total
)

select * from balance_sheet
