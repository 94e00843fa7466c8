-- Grain: one row of a 微信小店 order export: a product of an order, as it stood when it was
-- downloaded. Amounts of the order stand on each of its rows and are left behind; the export has
-- no sub-order, so the SKU names it. The platform pays its coupon to the shop.
with source as (
    select * from {{ source('raw', 'wxshop_order') }}
),

renamed as (
    select
        {{ clean_id('"订单号"') }} as order_id,
        {{ clean_id('"商品编码(平台)"') }} as product_id,
        coalesce(
            {{ clean_id('"SKU编码(自定义)"') }}, {{ clean_id('"商品编码(自定义)"') }}
        ) as sku_code,
        {{ clean_text('"商品名称"') }} as product_name,
        {{ safe_integer('"商品数量"') }} as quantity,
        {{ money_multiply(safe_decimal('"商品价格(单件)"'), safe_integer('"商品数量"')) }}
            as list_amount,
        {{ safe_decimal('"商品实际价格(总共)"') }} as net_amount,
        cast(coalesce({{ safe_decimal('"商品平均运费"') }}, 0) as decimal(18, 2)) as freight_amount,
        cast(coalesce({{ safe_decimal('"商品平台券优惠"') }}, 0) as decimal(18, 2))
            as platform_discount_amount,
        {{ safe_decimal('"商品已退款金额"') }} as refunded_amount,
        {{ clean_text('"订单状态"') }} as status_name,
        {{ clean_text('"商品售后"') }} as after_sale_status_name,
        case {{ clean_text('"是否预售"') }} when '是' then '预售' end as order_type_name,
        {{ clean_text('"带货方式"') }} as traffic_origin,
        {{ clean_text('"带货账号类型"') }} as traffic_type,
        {{ clean_text('"带货账号昵称"') }} as influencer_name,
        {{ clean_text('"省"') }} as province_text,
        {{ regex_extract(clean_id('"快递单号"'), '^([0-9A-Za-z]+)') }} as waybill_number,
        {{ safe_timestamp('"订单下单时间"') }} as ordered_at,
        {{ safe_timestamp('"支付时间"') }} as paid_at,
        {{ safe_timestamp('"订单发货时间"') }} as shipped_at,
        {{ safe_timestamp('"订单确认收货时间"') }} as completed_at,
        {{ safe_timestamp('"订单完成结算时间"') }} as settled_at,
        _customer_key as customer_key,
        {{ lineage_columns(shared_key([
            clean_id('"订单号"'), clean_id('"商品编码(平台)"'), clean_id('"SKU编码(自定义)"'),
            clean_text('"商品属性"'),
        ])) }}
    from source
),

stg_wxshop__orders as (
    select
        *,
        order_id || '-' || coalesce(sku_code, product_id) as sub_order_id,
        cast(list_amount - net_amount as decimal(18, 2)) as shop_discount_amount,
        cast(net_amount + freight_amount - platform_discount_amount as decimal(18, 2))
            as payable_amount,
        cast(net_amount + freight_amount - platform_discount_amount as decimal(18, 2))
            as _line_amount,
        cast(null as decimal(18, 2)) as influencer_discount_amount,
        cast(null as decimal(18, 2)) as payment_discount_amount,
        cast(null as text) as ad_channel,
        cast(null as text) as content_form,
        cast(null as text) as influencer_id,
        greatest(ordered_at, paid_at, shipped_at, completed_at, settled_at) as _content_at
    from renamed
)

select * from stg_wxshop__orders
