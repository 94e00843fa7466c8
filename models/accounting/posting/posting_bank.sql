-- Grain: one line of a bank line's voucher: the bank account against the account of its event.
with

posted as (
    select * from {{ ref('event_bank') }}
    where fate_code = 'posted'
),

posting_bank as (
    {{ journal_lines(
        voucher_type_code='bank',
        source_model='bank_transaction_fact',
        amounts={'line': 'line_amount'}
    ) }}
)

select * from posting_bank
