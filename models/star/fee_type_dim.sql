-- Grain: see _star__models.yml. Not built yet.
select
    cast(null as text) as fee_type_code,
    cast(null as text) as fee_type_name,
    cast(null as text) as fee_type_name_en,
    cast(null as text) as fee_category_code,
    cast(null as boolean) as is_expense
where 1 = 0
