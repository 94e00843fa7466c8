-- Grain: one SKU and first day of a unit cost, overlapping downloads united.
with counted as (
    {{ counted_rows('stg_erp__costs') }}
),

int_costs_deduplicated as (
    select
        bill_line_id,
        sku_code,
        valid_from,
        unit_cost_amount,
        _natural_key as cost_id,
        _file_id,
        _line_number,
        _row_hash
    from counted
)

select * from int_costs_deduplicated
