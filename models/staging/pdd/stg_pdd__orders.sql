-- Grain: one row of a 拼多多 order export: an order as it stood when it was downloaded. An order
-- without its time was placed on the day that its number begins with.
with source as (
    select * from {{ source('raw', 'pdd_order') }}
),

cleaned as (
    select
        *,
        {{ clean_id('"订单号"') }} as order_id,
        '20' || {{ regex_extract(clean_id('"订单号"'), '^([0-9]{6})-') }} as order_day_text,
        {{ safe_timestamp('"订单成交时间"') }} as paid_at
    from source
),

renamed as (
    select
        order_id,
        order_id as sub_order_id,
        {{ clean_id('"商品id"') }} as product_id,
        coalesce({{ clean_id('"商家编码-规格维度"') }}, {{ clean_id('"商家编码-商品维度"') }})
            as sku_code,
        {{ clean_text('"商品"') }} as product_name,
        {{ safe_integer('"商品数量(件)"') }} as quantity,
        {{ safe_decimal('"商品总价(元)"') }} as list_amount,
        {{ safe_decimal('"用户实付金额(元)"') }} as payable_amount,
        {{ safe_decimal('"邮费(元)"') }} as freight_amount,
        {{ safe_decimal('"店铺优惠折扣(元)"') }} as shop_discount_amount,
        {{ safe_decimal('"平台优惠折扣(元)"') }} as platform_discount_amount,
        {{ safe_decimal('"多多支付立减金额(元)"') }} as payment_discount_amount,
        {{ safe_decimal('"商家实收金额(元)"') }} as receivable_amount,
        {{ clean_text('"订单状态"') }} as status_name,
        {{ clean_text('"售后状态"') }} as refund_status_name,
        {{ clean_id('"快递单号"') }} as waybill_number,
        coalesce(paid_at, {{ safe_timestamp('order_day_text') }}) as ordered_at,
        paid_at,
        {{ safe_timestamp('"发货时间"') }} as shipped_at,
        {{ safe_timestamp('"确认收货时间"') }} as completed_at,
        {{ lineage_columns('order_id') }}
    from cleaned
),

stg_pdd__orders as (
    select
        *,
        payable_amount as _line_amount,
        greatest(ordered_at, paid_at, shipped_at, completed_at) as _content_at
    from renamed
)

select * from stg_pdd__orders
