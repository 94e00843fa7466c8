-- Grain: see _star__models.yml. Not built yet.
select
    cast(null as text) as raw_line_id,
    cast(null as text) as bill_line_id,
    cast(null as text) as source_name,
    cast(null as text) as bill_kind,
    cast(null as text) as platform_code,
    cast(null as text) as shop_id,
    cast(null as decimal(18, 2)) as line_amount,
    cast(null as boolean) as is_duplicate,
    cast(null as text) as _file_id,
    cast(null as bigint) as _line_number,
    cast(null as text) as _row_hash
where 1 = 0
