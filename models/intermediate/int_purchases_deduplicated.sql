-- Grain: one line of a purchase receipt, overlapping downloads united.
with int_purchases_deduplicated as (
    {{ counted_rows('stg_erp__purchases') }}
)

select * from int_purchases_deduplicated
