-- Grain: one stock movement of the ERP, overlapping downloads united.
with int_stock_moves_deduplicated as (
    {{ counted_rows('stg_erp__stock_moves') }}
)

select * from int_stock_moves_deduplicated
