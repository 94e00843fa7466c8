-- Grain: one row of a 天猫 refund export (退款表): a refund as it stood when it was
-- downloaded. 订单编号 is the sub-order.
with source as (
    select * from {{ source('raw', 'tmall_refund') }}
),

stg_tmall__refunds as (
    select
        {{ clean_id('"退款编号"') }} as after_sale_id,
        {{ clean_id('"订单编号"') }} as sub_order_id,
        {{ safe_decimal('"退款总额"') }} as refund_amount,
        {{ clean_text('"退款状态"') }} as status_name,
        {{ safe_timestamp('"退款完结时间"') }} as refunded_at,
        {{ safe_decimal('"退款总额"') }} as _line_amount,
        {{ safe_timestamp('"退款完结时间"') }} as _content_at,
        {{ lineage_columns(clean_id('"退款编号"')) }}
    from source
)

select * from stg_tmall__refunds
