-- Grain: see _star__models.yml. Not built yet.
select
    cast(null as text) as shipment_cost_id,
    cast(null as text) as bill_line_id,
    cast(null as text) as courier_code,
    cast(null as text) as waybill_number,
    cast(null as date) as billed_date,
    cast(null as text) as accounting_period,
    cast(null as text) as province_name,
    cast(null as decimal(9, 6)) as weight_kg,
    cast(null as decimal(18, 2)) as fee_amount,
    cast(null as text) as _file_id,
    cast(null as bigint) as _line_number,
    cast(null as text) as _row_hash
where 1 = 0
