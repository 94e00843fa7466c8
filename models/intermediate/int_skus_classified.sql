-- Grain: one SKU that an order, an after-sale case or the ERP names.
with products as (
    select * from {{ ref('int_products_deduplicated') }}
),

kinds as (
    select * from {{ ref('order_line_kinds') }}
),

skus as (
    select sku_code from {{ ref('int_order_lines_unioned') }}
    union
    select sku_code from {{ ref('stg_douyin__after_sales') }}
    union
    select sku_code from products
),

int_skus_classified as (
    select
        sku.sku_code,
        product.product_name,
        product.category_name,
        coalesce(product.sku_code, 'unknown') as product_key,
        coalesce(kind.line_kind, 'goods') as line_kind,
        coalesce(kind.tax_class_code, product.tax_class_code) as tax_class_code
    from skus as sku
    left join products as product on sku.sku_code = product.sku_code
    left join kinds as kind on sku.sku_code like kind.stock_code_like
    where sku.sku_code is not null
)

select * from int_skus_classified
