-- Grain: one SKU of the ERP, overlapping downloads united.
with counted as (
    {{ counted_rows('stg_erp__products') }}
),

int_products_deduplicated as (
    select
        bill_line_id,
        sku_code,
        product_name,
        category_name,
        tax_class_code,
        _file_id,
        _line_number,
        _row_hash
    from counted
)

select * from int_products_deduplicated
