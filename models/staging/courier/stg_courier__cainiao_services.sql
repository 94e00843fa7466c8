-- Grain: one row of a 菜鸟 bill of value-added services: a product of a service document. Whether
-- the amount is the document's or the product's is not known: it must not be summed.
with source as (
    select * from {{ source('raw', 'cainiao_value_added') }}
),

stg_courier__cainiao_services as (
    select
        {{ clean_id('"支付流水号"') }} as flow_number,
        {{ safe_timestamp('"支付时间"') }} as occurred_at,
        {{ clean_id('"增值服务单号"') }} as service_number,
        {{ clean_id('"关联单据号"') }} as document_number,
        {{ clean_text('"增值服务类型"') }} as service_name,
        {{ clean_text('"状态"') }} as status_name,
        {{ clean_id('"商品编码"') }} as product_id,
        {{ safe_decimal('"实际操作数量"', 6) }} as served_quantity,
        {{ safe_decimal('"支付金额"') }} as fee_amount,
        {{ safe_decimal('"支付金额"') }} as _line_amount,
        {{ safe_timestamp('"支付时间"') }} as _content_at,
        {{ lineage_columns(content_key()) }}
    from source
)

select * from stg_courier__cainiao_services
