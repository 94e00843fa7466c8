-- Grain: one row of a 快手 order export: an order, which has one product, as it stood when it was
-- downloaded. The export does not tell when an order was completed.
with source as (
    select * from {{ source('raw', 'kuaishou_order') }}
),

renamed as (
    select
        {{ clean_id('"订单号"') }} as order_id,
        {{ clean_id('"订单号"') }} as sub_order_id,
        {{ clean_id('"商品ID"') }} as product_id,
        {{ clean_id('"SKU编码"') }} as sku_code,
        {{ clean_text('"商品名称"') }} as product_name,
        {{ safe_integer('"成交数量"') }} as quantity,
        {{ money_multiply(safe_decimal('"商品单价"'), safe_integer('"成交数量"')) }} as list_amount,
        {{ safe_decimal('"实付款"') }} as payable_amount,
        {{ safe_decimal('"快递费"') }} as freight_amount,
        {{ safe_decimal('"店铺优惠"') }} as shop_discount_amount,
        {{ safe_decimal('"平台补贴"') }} as platform_discount_amount,
        {{ safe_decimal('"主播补贴"') }} as influencer_discount_amount,
        {{ safe_decimal('"混资活动优惠"') }} as cofunded_discount_amount,
        {{ safe_decimal('"支付优惠"') }} as payment_discount_amount,
        {{ clean_text('"订单状态"') }} as status_name,
        cast(null as text) as order_type_name,
        cast(null as text) as ad_channel,
        {{ clean_text('"渠道"') }} as traffic_origin,
        cast(null as text) as traffic_type,
        {{ clean_text('"订单载体"') }} as content_form,
        {{ clean_id('"CPS达人ID"') }} as influencer_id,
        {{ clean_text('"收货地址-省"') }} as province_text,
        {{ regex_extract(clean_id('"快递单号"'), '^([0-9A-Za-z]+)') }} as waybill_number,
        {{ safe_timestamp('"订单创建时间"') }} as ordered_at,
        {{ safe_timestamp('"订单支付时间"') }} as paid_at,
        {{ safe_timestamp('"发货时间"') }} as shipped_at,
        cast(null as timestamp) as completed_at,
        _customer_key as customer_key,
        {{ lineage_columns(clean_id('"订单号"')) }}
    from source
),

stg_kuaishou__orders as (
    select
        *,
        payable_amount as _line_amount,
        greatest(ordered_at, paid_at, shipped_at) as _content_at
    from renamed
)

select * from stg_kuaishou__orders
