-- Grain: one line of a courier bill, overlapping downloads united.
with int_courier_lines_deduplicated as (
    {{ counted_rows('stg_courier__zto_lines') }}
)

select * from int_courier_lines_deduplicated
