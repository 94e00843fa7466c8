-- Grain: one ad account and day, overlapping downloads united.
with int_ad_finances_deduplicated as (
    {{ counted_rows('stg_qianchuan__daily_finances') }}
)

select * from int_ad_finances_deduplicated
