-- Grain: one waybill. Left: the fee of a parcel that we shipped. Right: the fee the courier billed.
with order_lines as (
    select * from {{ ref('order_line_fact') }}
    where shipped_at is not null and waybill_number is not null
),

parcels as (
    select
        waybill_number,
        {{ least_text('platform_code') }} as platform_code,
        {{ least_text('shop_id') }} as shop_id,
        {{ least_text('order_id') }} as order_id,
        case
            when min(sub_order_id) = max(sub_order_id) then min(sub_order_id)
        end as sub_order_id,
        cast(min(shipped_at) as date) as shipped_date,
        {{ least_text('bill_line_id') }} as bill_line_id
    from order_lines
    group by waybill_number
),

-- Each service of a courier is billed once a parcel; a correction is no second bill.
services as (
    select
        waybill_number,
        courier_code,
        service_name,
        min(billed_date) as billed_date,
        least(max(fee_amount), sum(fee_amount)) as single_amount,
        sum(fee_amount) as fee_amount,
        count(*) as line_count,
        {{ least_text('bill_line_id') }} as bill_line_id
    from {{ ref('shipment_cost_fact') }}
    group by waybill_number, courier_code, service_name
),

billed as (
    select
        waybill_number,
        min(billed_date) as billed_date,
        sum(single_amount) as single_amount,
        sum(fee_amount) as fee_amount,
        cast(sum(line_count) as bigint) as line_count,
        {{ least_text('bill_line_id') }} as bill_line_id
    from services
    group by waybill_number
),

pairs as (
    select
        parcels.platform_code,
        parcels.shop_id,
        parcels.order_id,
        parcels.sub_order_id,
        parcels.bill_line_id as left_bill_line_id,
        billed.bill_line_id as right_bill_line_id,
        coalesce(parcels.waybill_number, billed.waybill_number) as match_key,
        coalesce(parcels.shipped_date, billed.billed_date) as record_date,
        case
            when parcels.waybill_number is null then 0 else coalesce(billed.single_amount, 0)
        end as left_amount,
        coalesce(billed.fee_amount, 0) as right_amount,
        case when parcels.waybill_number is null then 0 else 1 end as left_count,
        coalesce(billed.line_count, 0) as right_count
    from parcels
    full join billed on parcels.waybill_number = billed.waybill_number
),

ruled as (
    {{ with_rules('pairs', 'courier_to_parcel') }}
),

recon_courier_to_parcel as (
    select
        {{ reconciliation_sides('courier_to_parcel', "'key'") }},
        case
            when left_count = 0 then 'parcel_unknown'
            when right_count = 0 and age_days <= lag_days then 'parcel_bill_due'
            when right_count = 0 then 'parcel_unbilled'
            when abs(left_amount - right_amount) > tolerance_amount then 'parcel_billed_twice'
        end as reason_code
    from ruled
)

select * from recon_courier_to_parcel
