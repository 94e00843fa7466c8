-- Grain: one row of a 千牛 order report (订单报表): a main order as it stood when it was downloaded,
-- without status and parcel. Repeats the order export.
with source as (
    select * from {{ source('raw', 'tmall_order_report') }}
),

renamed as (
    select
        {{ clean_id('"订单编号"') }} as order_id,
        {{ clean_id('"支付单号"') }} as payment_number,
        {{ clean_text('"商品标题"') }} as product_name,
        {{ safe_decimal('"买家应付货款"') }} as payable_amount,
        {{ safe_decimal('"买家应付邮费"') }} as freight_amount,
        {{ safe_decimal('"买家实付金额"') }} as paid_amount,
        {{ safe_decimal('"退款金额"') }} as refund_amount,
        {{ safe_decimal('"主动赔付金额"') }} as compensation_amount,
        {{ safe_decimal('"确认收货打款金额"') }} as settled_amount,
        {{ safe_timestamp('"订单创建时间"') }} as ordered_at,
        {{ safe_timestamp('"订单付款时间"') }} as paid_at,
        {{ safe_timestamp('"主动赔付出账时间"') }} as compensated_at,
        {{ lineage_columns(clean_id('"订单编号"')) }}
    from source
),

stg_tmall__order_reports as (
    select
        *,
        paid_amount as _line_amount,
        greatest(ordered_at, paid_at, compensated_at) as _content_at
    from renamed
)

select * from stg_tmall__order_reports
