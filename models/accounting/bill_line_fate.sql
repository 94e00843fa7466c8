-- Grain: see _accounting__models.yml. Not built yet.
select
    cast(null as text) as raw_line_id,
    cast(null as text) as bill_line_id,
    cast(null as text) as source_name,
    cast(null as text) as fate_code,
    cast(null as text) as reason_code,
    cast(null as text) as voucher_id,
    cast(null as decimal(18, 2)) as line_amount,
    cast(null as text) as _file_id,
    cast(null as bigint) as _line_number
where 1 = 0
