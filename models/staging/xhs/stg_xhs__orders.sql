-- Grain: one row of a 小红书 order export: an SKU line of an order as it stood when it was
-- downloaded. The parcel's carriage is repeated on its lines: here the first of them has it.
with source as (
    select * from {{ source('raw', 'xhs_order') }}
),

cleaned as (
    select
        *,
        {{ clean_id('"订单号"') }} as order_id,
        {{ clean_id('"规格ID"') }} as platform_sku_id,
        -- A word that is neither 是 nor 否 makes a line of its own: no gift and bought piece are one.
        case coalesce({{ clean_text('"是否为赠品"') }}, '否')
            when '否' then ''
            when '是' then ':gift'
            else ':' || {{ clean_text('"是否为赠品"') }}
        end as gift_mark
    from source
),

keyed as (
    select
        *,
        order_id || ':' || platform_sku_id || gift_mark as sub_order_id,
        row_number() over (
            partition by _file_id, order_id
            order by gift_mark, {{ binary_order('platform_sku_id') }}, _line_number
        ) as line_place
    from cleaned
),

renamed as (
    select
        order_id,
        sub_order_id,
        platform_sku_id,
        {{ clean_id('"商家编码"') }} as sku_code,
        gift_mark <> '' as is_gift,
        {{ clean_id('"商品ID"') }} as product_id,
        coalesce({{ clean_text('"商品名称"') }}, {{ clean_text('"SKU名称"') }}) as product_name,
        {{ safe_integer('"SKU件数"') }} as quantity,
        {{ safe_decimal('"商品总价(元)"') }} as list_amount,
        {{ safe_decimal('"用户应付金额(元)"') }} as payable_amount,
        cast(
            case when line_place = 1 then {{ safe_decimal('"包裹总运费(元)"') }} else 0 end
            as decimal(18, 2)
        ) as freight_amount,
        {{ safe_decimal('"店铺优惠(元)"') }} as shop_discount_amount,
        {{ safe_decimal('"平台优惠(元)"') }} as platform_discount_amount,
        {{ safe_decimal('"支付渠道优惠(元)"') }} as payment_discount_amount,
        {{ safe_decimal('"SKU商家改价(元)"') }} as price_change_amount,
        {{ safe_decimal('"商家应收金额(元)(支付金额)"') }} as receivable_amount,
        {{ clean_text('"订单状态"') }} as status_name,
        {{ clean_text('"售后状态"') }} as refund_status_name,
        {{ clean_text('"订单类型"') }} as order_type_name,
        {{ clean_id('"达人ID"') }} as influencer_id,
        {{ clean_text('"省"') }} as province_text,
        {{ clean_id('"快递单号"') }} as waybill_number,
        {{ safe_timestamp('"订单创建时间"') }} as ordered_at,
        {{ safe_timestamp('"支付时间"') }} as paid_at,
        {{ safe_timestamp('"订单发货时间"') }} as shipped_at,
        {{ safe_timestamp('"订单完成时间"') }} as completed_at,
        _customer_key as customer_key,
        {{ lineage_columns('sub_order_id') }}
    from keyed
),

stg_xhs__orders as (
    select
        *,
        payable_amount as _line_amount,
        greatest(ordered_at, paid_at, shipped_at, completed_at) as _content_at
    from renamed
)

select * from stg_xhs__orders
