-- Grain: see _star__models.yml. Not built yet.
select
    cast(null as text) as product_key,
    cast(null as text) as sku_code,
    cast(null as text) as product_name,
    cast(null as text) as category_name,
    cast(null as text) as tax_class_code
where 1 = 0
