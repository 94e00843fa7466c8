-- Lost otherwise: an amount between two lines of a statement. Each is what the journal says of its
-- accounts, cash by the other side of its vouchers; opening cash follows from its total.
{{ config(meta={'dagster': {'ref': {'name': 'balance_sheet'}}}) }}
with

entry as (
    select
        chart.*,
        journal.voucher_id,
        journal.accounting_period,
        journal.credit_amount - journal.debit_amount as amount
    from {{ ref('journal') }} as journal
    inner join {{ ref('chart_of_accounts') }} as chart on journal.account_code = chart.account_code
    where
        chart.statement_code = 'balance_sheet'
        or journal.voucher_type_code not in ('period_close', 'year_close')
),

cash_voucher as (
    select distinct voucher_id from entry
    where is_cash
),

movement as (
    select
        statement_code,
        statement_line_code,
        accounting_period,
        sum(case account_type_code when 'asset' then -amount else amount end) as amount
    from entry
    group by statement_code, statement_line_code, accounting_period

    union all

    select
        'cash_flow_statement' as statement_code,
        entry.cash_flow_line_code as statement_line_code,
        entry.accounting_period,
        sum(entry.amount) as amount
    from entry
    inner join cash_voucher on entry.voucher_id = cash_voucher.voucher_id
    where not entry.is_cash
    group by entry.cash_flow_line_code, entry.accounting_period
),

line as (
    select * from ({{ printed_statement_lines() }}) as printed
    where not is_total and statement_line_code <> 'opening_cash'
),

-- A balance holds all movements before it, a flow those of its year so far.
examined as (
    select
        line.statement_line_code || ' ' || line.accounting_period as examined_id,
        sum(
            case
                when
                    (line.accounting_period = movement.accounting_period)
                    <> (line.statement_code = 'balance_sheet')
                    then movement.amount
                else 0
            end
        ) as first_expected_amount,
        line.first_amount as first_actual_amount,
        coalesce(sum(movement.amount), 0) as expected_amount,
        line.second_amount as actual_amount
    from line
    left join movement
        on
            line.statement_code = movement.statement_code
            and line.statement_line_code = movement.statement_line_code
            and line.accounting_period >= movement.accounting_period
            and (
                line.statement_code = 'balance_sheet'
                or substring(line.accounting_period, 1, 4)
                = substring(movement.accounting_period, 1, 4)
            )
    group by
        line.statement_line_code, line.accounting_period, line.first_amount, line.second_amount
)

select
    examined_id,
    expected_amount,
    actual_amount
from examined
where expected_amount is distinct from actual_amount

union all

select
    examined_id,
    first_expected_amount as expected_amount,
    first_actual_amount as actual_amount
from examined
where first_expected_amount is distinct from first_actual_amount

union all

{{ examined_nothing() }}
