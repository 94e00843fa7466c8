-- Grain: one ad account and day, overlapping downloads united.
with counted as (
    {{ counted_rows('stg_qianchuan__daily_finances') }}
),

int_ad_finances_deduplicated as (
    select
        bill_line_id,
        bill_platform_code,
        shop_id,
        spend_date,
        cash_amount,
        grant_amount,
        deposit_amount,
        balance_amount,
        non_grant_balance_amount,
        _file_id,
        _line_number,
        _row_hash
    from counted
)

select * from int_ad_finances_deduplicated
