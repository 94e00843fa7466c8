-- Grain: one line of a sale's voucher: Dr receivable, Cr revenue and output VAT; Dr cost of sales,
-- Cr goods dispatched.
with

posted as (
    select * from {{ ref('event_sale') }}
    where fate_code = 'posted'
),

posting_sale as (
    {{ journal_lines(
        voucher_type_code='sale',
        source_model='order_line_fact',
        amounts={'gross': 'gross_amount', 'taxable': 'taxable_amount', 'vat': 'vat_amount', 'cost': 'cost_amount'}
    ) }}
)

select * from posting_sale
