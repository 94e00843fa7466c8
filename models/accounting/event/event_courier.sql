-- Grain: one parcel of a courier's bill that counts; line_amount is the cost, VAT included.
with

contested as (
    select
        bill_line_id,
        reason_code
    from {{ ref('recon_contested_lines') }}
),

parcel as (
    select
        shipment_cost_fact.*,
        case
            when contested.reason_code is not null then contested.reason_code
            when shipment_cost_fact.fee_amount = 0 then 'zero_amount'
        end as reason_code
    from {{ ref('shipment_cost_fact') }} as shipment_cost_fact
    left join contested on shipment_cost_fact.bill_line_id = contested.bill_line_id
),

order_line as (
    select
        waybill_number,
        platform_code,
        shop_id,
        channel_id,
        order_id,
        sub_order_id,
        row_number() over (
            partition by waybill_number
            order by platform_code, {{ binary_order('sub_order_id') }}
        ) as parcel_line_number
    from {{ ref('order_line_fact') }}
    where waybill_number is not null
),

event_courier as (
    select
        {{ voucher_id('courier', 'parcel.bill_line_id') }} as voucher_id,
        cast('courier' as text) as event_code,
        cast('shipment' as text) as component_code,
        {{ fate_code('parcel.reason_code') }} as fate_code,
        cast(parcel.reason_code as text) as reason_code,
        parcel.billed_date as voucher_date,
        cast(null as text) as own_account_code,
        order_line.platform_code,
        coalesce(order_line.shop_id, 'company') as shop_id,
        order_line.channel_id,
        order_line.order_id,
        order_line.sub_order_id,
        parcel.bill_line_id,
        parcel.shipment_cost_id as source_id,
        parcel._file_id,
        parcel._line_number,
        parcel.fee_amount as line_amount
    from parcel
    -- A parcel may carry several sub-orders of one order: the first names its shop and channel.
    left join order_line
        on parcel.waybill_number = order_line.waybill_number and order_line.parcel_line_number = 1
)

select * from event_courier
