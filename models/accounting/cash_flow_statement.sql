-- Grain: period × statement line (现金流量表, direct method). Totals are rows too: do not sum all rows.
-- Cash in is positive.
with

movement as (
    select * from {{ ref('account_movement') }}
),

account as (
    select * from {{ ref('account_dim') }}
),

balance as (
    select * from {{ ref('account_balance') }}
    where is_leaf
),

line as (
    select * from {{ ref('statement_lines') }}
    where statement_code = 'cash_flow_statement'
),

line_amount as (
    select
        movement.accounting_period,
        account.cash_flow_line_code as statement_line_code,
        movement.cash_amount as period_amount,
        movement.cash_amount as year_to_date_amount
    from movement
    inner join account on movement.account_code = account.account_code
    where not account.is_cash

    union all

    -- Opening cash of the year to date is January's.
    select
        balance.accounting_period,
        cast('opening_cash' as text) as statement_line_code,
        balance.opening_balance as period_amount,
        case
            when
                substring(balance.accounting_period, 6, 2) = '01'
                or balance.accounting_period = min(balance.accounting_period) over ()
                then balance.opening_balance
            else 0
        end as year_to_date_amount
    from balance
    inner join account on balance.account_code = account.account_code
    where account.is_cash
),

period as (
    select distinct accounting_period from balance
),

period_line as (
    select
        period.accounting_period,
        line.statement_line_code,
        line.line_number,
        line.line_name,
        line.line_name_en,
        line.section_code,
        line.is_total,
        coalesce(sum(line_amount.period_amount), 0) as period_amount,
        coalesce(sum(line_amount.year_to_date_amount), 0) as year_to_date_amount
    from period
    cross join line
    left join (
        select
            line_amount.*,
            member.line_number
        from line_amount
        inner join line as member on line_amount.statement_line_code = member.statement_line_code
    ) as line_amount
        on
            period.accounting_period = line_amount.accounting_period
            and {{ in_statement_line('line_amount.line_number', 'line') }}
    group by
        period.accounting_period, line.statement_line_code, line.line_number,
        line.line_name, line.line_name_en, line.section_code, line.is_total
),

cash_flow_statement as (
    select
        accounting_period,
        statement_line_code,
        line_number,
        line_name,
        line_name_en,
        section_code,
        is_total,
        cast(period_amount as decimal(18, 2)) as period_amount,
        {{ year_to_date('year_to_date_amount', 'statement_line_code') }} as year_to_date_amount
    from period_line
)

select * from cash_flow_statement
