-- Grain: one line of a bank statement. amount is signed: money in positive.
with bank_lines as (
    select * from {{ ref('int_bank_lines_unioned') }}
),

events as (
    select * from {{ ref('int_bank_events_resolved') }}
),

payout_numbers as (
    select * from {{ ref('payout_number_patterns') }}
),

bank_transaction_fact as (
    select
        bank_line.bank_account_id || ':' || bank_line.bill_line_id as bank_transaction_id,
        bank_line.bill_line_id,
        bank_line.bank_account_id,
        bank_line.bank_code,
        bank_line.flow_number,
        bank_line.occurred_at,
        cast(bank_line.occurred_at as date) as occurred_date,
        {{ accounting_period('bank_line.occurred_at') }} as accounting_period,
        bank_line.amount,
        bank_line.balance_amount,
        bank_line.counterparty_name,
        bank_line.summary,
        bank_line.purpose,
        bank_line.remark,
        coalesce(bank_event.bank_event_code, 'unmapped') as bank_event_code,
        bank_event.platform_code,
        {{ payout_number('bank_line.wording', 'payout_number') }} as payout_id,
        bank_line._file_id,
        bank_line._line_number,
        bank_line._row_hash
    from bank_lines as bank_line
    left join events as bank_event on bank_line.bill_line_id = bank_event.bill_line_id
    left join payout_numbers as payout_number
        on
            bank_line.source_name = payout_number.source_name
            -- A line that tells no time is read with the last pattern.
            and coalesce(cast(bank_line.occurred_at as date), cast('9999-12-30' as date))
            >= payout_number.valid_from
            and coalesce(cast(bank_line.occurred_at as date), cast('9999-12-30' as date))
            < payout_number.valid_to
)

select * from bank_transaction_fact
