-- Grain: one row of a 菜鸟 bill of order fees: a fee of a parcel. Equal fees all stay.
with source as (
    select * from {{ source('raw', 'cainiao_order_fee') }}
),

stg_courier__cainiao_order_fees as (
    select
        {{ clean_id('"运单号"') }} as waybill_number,
        {{ safe_date('"支付时间"') }} as billed_date,
        cast(null as decimal(18, 6)) as weight_kg,
        cast(null as text) as province_text,
        {{ clean_text('"费用项"') }} as fee_name,
        {{ clean_id('"支付流水号"') }} as flow_number,
        {{ clean_id('"交易订单号"') }} as order_id,
        {{ safe_decimal('"支付金额"') }} as fee_amount,
        {{ safe_decimal('"支付金额"') }} as _line_amount,
        {{ safe_timestamp('"支付时间"') }} as _content_at,
        {{ lineage_columns(content_key()) }}
    from source
)

select * from stg_courier__cainiao_order_fees
