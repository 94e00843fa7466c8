-- Grain: see _star__models.yml. Not built yet.
select
    cast(null as text) as stock_movement_id,
    cast(null as text) as bill_line_id,
    cast(null as text) as movement_type_code,
    cast(null as text) as sku_code,
    cast(null as bigint) as quantity,
    cast(null as decimal(18, 2)) as unit_cost_amount,
    cast(null as decimal(18, 2)) as cost_amount,
    cast(null as timestamp) as moved_at,
    cast(null as date) as moved_date,
    cast(null as text) as accounting_period,
    cast(null as text) as platform_code,
    cast(null as text) as order_id,
    cast(null as text) as sub_order_id,
    cast(null as text) as waybill_number,
    cast(null as text) as _file_id,
    cast(null as bigint) as _line_number,
    cast(null as text) as _row_hash
where 1 = 0
