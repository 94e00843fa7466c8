-- Grain: one line of a refund's voucher: the sale's in reverse; goods given up: Dr cost of sales,
-- Cr goods dispatched.
with

posted as (
    select * from {{ ref('event_refund') }}
    where fate_code = 'posted'
),

rule as (
    select * from {{ ref('posting_rules') }}
),

account as (
    select
        account_code,
        has_shop
    from {{ ref('chart_of_accounts') }}
),

posting_refund as (
    {{ journal_lines(
        voucher_type_code='refund',
        source_model='refund_fact',
        amounts={'gross': 'gross_amount', 'taxable': 'taxable_amount', 'vat': 'vat_amount', 'cost': 'cost_amount'}
    ) }}
)

select * from posting_refund
