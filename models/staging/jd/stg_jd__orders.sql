-- Grain: one row of a 京东 order export: an SKU of an order as it stood when it was downloaded.
-- The export tells one amount, no parcel, and not when the order was completed.
with source as (
    select * from {{ source('raw', 'jd_order') }}
),

renamed as (
    select
        {{ clean_id('"订单号"') }} as order_id,
        {{ clean_id('"订单号"') }} || '-' || {{ clean_id('"商品ID"') }} as sub_order_id,
        {{ clean_id('"商品ID"') }} as product_id,
        {{ clean_id('"商家SKUID"') }} as sku_code,
        {{ clean_text('"商品名称"') }} as product_name,
        {{ safe_integer('"订购数量"') }} as quantity,
        {{ safe_decimal('"商家应收"') }} as list_amount,
        {{ safe_decimal('"商家应收"') }} as payable_amount,
        {{ clean_text('"订单状态"') }} as status_name,
        {{ safe_timestamp('"下单时间"') }} as ordered_at,
        {{ safe_timestamp('"付款确认时间"') }} as paid_at,
        {{ lineage_columns(clean_id('"订单号"') ~ " || '-' || " ~ clean_id('"商品ID"')) }}
    from source
),

stg_jd__orders as (
    select
        *,
        payable_amount as _line_amount,
        greatest(ordered_at, paid_at) as _content_at
    from renamed
)

select * from stg_jd__orders
