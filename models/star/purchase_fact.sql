-- Grain: see _star__models.yml. Not built yet.
select
    cast(null as text) as purchase_id,
    cast(null as text) as bill_line_id,
    cast(null as text) as supplier_name,
    cast(null as text) as sku_code,
    cast(null as bigint) as quantity,
    cast(null as decimal(18, 2)) as unit_cost_amount,
    cast(null as decimal(18, 2)) as taxable_amount,
    cast(null as decimal(9, 6)) as vat_rate,
    cast(null as decimal(18, 2)) as vat_amount,
    cast(null as decimal(18, 2)) as gross_amount,
    cast(null as date) as received_date,
    cast(null as text) as accounting_period,
    cast(null as text) as _file_id,
    cast(null as bigint) as _line_number,
    cast(null as text) as _row_hash
where 1 = 0
