-- Grain: one line of a parcel's voucher: Dr courier charges, Cr payable to couriers.
with

posted as (
    select * from {{ ref('event_courier') }}
    where fate_code = 'posted'
),

posting_courier as (
    {{ journal_lines(
        voucher_type_code='courier',
        source_model='shipment_cost_fact',
        amounts={'line': 'line_amount'}
    ) }}
)

select * from posting_courier
