-- Grain: one SKU and first day of a unit cost, overlapping downloads united.
with int_costs_deduplicated as (
    {{ counted_rows('stg_erp__costs') }}
)

select * from int_costs_deduplicated
