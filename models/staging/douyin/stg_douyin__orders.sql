-- Grain: one row of a 抖音 order export: a sub-order as it stood when it was downloaded. The
-- export of 74 columns shows the price of one piece instead of 商品金额, and no parcel: that is of
-- any other export of the sub-order.
with source as (
    select * from {{ source('raw', 'douyin_order') }}
),

renamed as (
    select
        {{ clean_id('"主订单编号"') }} as order_id,
        {{ clean_id('"子订单编号"') }} as sub_order_id,
        {{ clean_id('"商品ID"') }} as product_id,
        {{ clean_id('"商家编码"') }} as sku_code,
        {{ clean_text('"选购商品"') }} as product_name,
        {{ safe_integer('"商品数量"') }} as quantity,
        coalesce(
            {{ safe_decimal('"商品金额"') }},
            {{ money_multiply(safe_decimal('"商品单价"'), safe_integer('"商品数量"')) }}
        ) as list_amount,
        {{ safe_decimal('"订单应付金额"') }} as payable_amount,
        {{ safe_decimal('"运费"') }} as freight_amount,
        {{ safe_decimal('"商家优惠"') }} as shop_discount_amount,
        {{ safe_decimal('"平台优惠"') }} as platform_discount_amount,
        {{ safe_decimal('"达人优惠"') }} as influencer_discount_amount,
        {{ safe_decimal('"支付优惠"') }} as payment_discount_amount,
        {{ clean_text('"订单状态"') }} as status_name,
        {{ clean_text('"订单类型"') }} as order_type_name,
        {{ clean_text('"广告渠道"') }} as ad_channel,
        {{ clean_text('"流量来源"') }} as traffic_origin,
        {{ clean_text('"流量类型"') }} as traffic_type,
        {{ clean_text('"流量体裁"') }} as content_form,
        {{ clean_id('"达人ID"') }} as influencer_id,
        {{ clean_text('"省"') }} as province_text,
        {{ regex_extract(clean_id('"快递信息"'), '^([0-9A-Za-z]+)') }} as shown_waybill_number,
        {{ safe_timestamp('"订单提交时间"') }} as ordered_at,
        {{ safe_timestamp('"支付完成时间"') }} as paid_at,
        {{ safe_timestamp('"发货时间"') }} as shipped_at,
        {{ safe_timestamp('"订单完成时间"') }} as completed_at,
        _customer_key as customer_key,
        {{ lineage_columns(clean_id('"子订单编号"')) }}
    from source
),

stg_douyin__orders as (
    select
        *,
        coalesce(
            shown_waybill_number,
            {{ least_text('shown_waybill_number') }} over (partition by sub_order_id)
        ) as waybill_number,
        payable_amount as _line_amount,
        greatest(ordered_at, paid_at, shipped_at, completed_at) as _content_at
    from renamed
)

select * from stg_douyin__orders
