-- Grain: one row of a 聚水潭 order export: an item of an order as it stood when it was downloaded.
-- Order-level amounts repeat on every item and must not be summed.
with source as (
    select * from {{ source('raw', 'jst_order') }}
),

stg_jst__orders as (
    select
        {{ clean_id('"内部订单号"') }} as internal_order_number,
        {{ clean_id('"子订单编号"') }} as internal_item_number,
        {{ clean_id('"线上订单号"') }} as online_order_text,
        {{ clean_id('"原始线上订单号"') }} as order_id,
        {{ clean_id('"线上子订单编号"') }} as sub_order_id,
        {{ clean_text('"店铺名称"') }} as shop_name,
        {{ clean_text('"平台站点"') }} as platform_name,
        {{ clean_text('"状态"') }} as status_name,
        {{ clean_id('"快递单号"') }} as waybill_number,
        {{ clean_id('"商品编码"') }} as sku_code,
        {{ clean_text('"商品名称"') }} as product_name,
        {{ safe_integer('"数量"') }} as quantity,
        {{ safe_decimal('"商品单价"') }} as unit_price_amount,
        {{ safe_decimal('"买家实付"') }} as paid_amount,
        {{ safe_decimal('"成本价"') }} as unit_cost_amount,
        {{ safe_decimal('"应付金额"') }} as order_payable_amount,
        {{ safe_decimal('"已付金额"') }} as order_paid_amount,
        {{ safe_timestamp('"下单时间"') }} as ordered_at,
        {{ safe_decimal('"商品金额"') }} as _line_amount,
        {{ safe_timestamp('"下单时间"') }} as _content_at,
        {{ lineage_columns(clean_id('"内部订单号"') ~ " || ':' || " ~ clean_id('"子订单编号"')) }}
    from source
)

select * from stg_jst__orders
