-- Grain: one SKU of the ERP, overlapping downloads united.
with int_products_deduplicated as (
    {{ counted_rows('stg_erp__products') }}
)

select * from int_products_deduplicated
