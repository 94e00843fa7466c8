-- Grain: one line of a purchase's voucher: Dr merchandise and input VAT, Cr payable to suppliers.
with

posted as (
    select * from {{ ref('event_purchase') }}
    where fate_code = 'posted'
),

posting_purchase as (
    {{ journal_lines(
        voucher_type_code='purchase',
        source_model='purchase_fact',
        amounts={'gross': 'gross_amount', 'taxable': 'taxable_amount', 'vat': 'vat_amount'}
    ) }}
)

select * from posting_purchase
