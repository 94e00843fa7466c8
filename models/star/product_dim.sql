-- Grain: one SKU of the ERP, and `unknown`.
with skus as (
    select * from {{ ref('int_skus_classified') }}
    where product_key <> 'unknown'
),

product_dim as (
    select
        product_key,
        sku_code,
        product_name,
        category_name,
        tax_class_code
    from skus
    union all
    select
        'unknown' as product_key,
        cast(null as text) as sku_code,
        '未知' as product_name,
        '未知' as category_name,
        cast(null as text) as tax_class_code
)

select * from product_dim
