-- Grain: one row of an ERP product file.
with source as (
    select * from {{ source('raw', 'erp_product') }}
),

stg_erp__products as (
    select
        {{ clean_id('sku_code') }} as sku_code,
        {{ clean_text('product_name') }} as product_name,
        {{ clean_text('category_name') }} as category_name,
        {{ clean_text('tax_class_code') }} as tax_class_code,
        {{ safe_decimal('unit_price') }} as unit_price_amount,
        cast(null as decimal(18, 2)) as _line_amount,
        cast(null as timestamp) as _content_at,
        {{ lineage_columns(clean_id('sku_code')) }}
    from source
)

select * from stg_erp__products
