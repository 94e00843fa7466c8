-- Grain: see _star__models.yml. Not built yet.
select
    cast(null as text) as cost_id,
    cast(null as text) as bill_line_id,
    cast(null as text) as sku_code,
    cast(null as date) as valid_from,
    cast(null as date) as valid_to,
    cast(null as decimal(18, 2)) as unit_cost_amount,
    cast(null as text) as _file_id,
    cast(null as bigint) as _line_number,
    cast(null as text) as _row_hash
where 1 = 0
