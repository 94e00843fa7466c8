-- Grain: one row of a 天猫 item export (宝贝报表): a sub-order as it stood when it was
-- downloaded.
with source as (
    select * from {{ source('raw', 'tmall_order_item') }}
),

stg_tmall__order_items as (
    select
        {{ clean_id('"子订单编号"') }} as sub_order_id,
        {{ clean_id('"主订单编号"') }} as order_id,
        {{ clean_id('"商家编码"') }} as sku_code,
        {{ clean_text('"商品标题"') }} as product_name,
        {{ clean_id('"外部系统编号"') }} as product_id,
        {{ safe_integer('"购买数量"') }} as quantity,
        {{ safe_decimal('"价格"') }} as unit_price_amount,
        {{ safe_decimal('"买家实付金额"') }} as paid_amount,
        {{ clean_text('"退款状态"') }} as refund_status_name,
        {{ clean_id('replace("物流单号", \'No:\', \'\')') }} as waybill_number,
        {{ safe_decimal('"买家实付金额"') }} as _line_amount,
        cast(null as timestamp) as _content_at,
        {{ lineage_columns(clean_id('"子订单编号"')) }}
    from source
)

select * from stg_tmall__order_items
