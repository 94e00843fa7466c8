-- Grain: one row of a 抖音 after-sale export: a case as it stood when it was downloaded.
with source as (
    select * from {{ source('raw', 'douyin_after_sale') }}
),

renamed as (
    select
        {{ clean_id('"售后单号"') }} as after_sale_id,
        {{ clean_id('"订单号"') }} as order_id,
        {{ clean_id('"商品单号"') }} as sub_order_id,
        {{ clean_id('"商家编码"') }} as sku_code,
        {{ safe_decimal('"退商品金额(元)"') }} as goods_refund_amount,
        {{ safe_decimal('"退运费金额(元)"') }} as freight_refund_amount,
        {{ clean_text('"售后类型"') }} as type_name,
        {{ clean_text('"售后状态"') }} as status_name,
        {{ clean_text('"商品发货状态"') }} as shipping_status_name,
        {{ clean_text('"售后原因"') }} as reason_name,
        {{ safe_timestamp('"售后申请时间"') }} as applied_at,
        {{ safe_timestamp('"商家退款时间"') }} as shop_refunded_at,
        {{ safe_timestamp('"用户到账时间"') }} as buyer_refunded_at,
        {{ safe_timestamp('"售后关闭时间"') }} as closed_at,
        {{ safe_timestamp('"售后完结时间"') }} as finished_at,
        {{ lineage_columns(clean_id('"售后单号"')) }}
    from source
),

stg_douyin__after_sales as (
    select
        *,
        cast(
            coalesce(goods_refund_amount, 0) + coalesce(freight_refund_amount, 0)
            as decimal(18, 2)
        ) as _line_amount,
        greatest(applied_at, shop_refunded_at, buyer_refunded_at, closed_at, finished_at)
            as _content_at
    from renamed
)

select * from stg_douyin__after_sales
