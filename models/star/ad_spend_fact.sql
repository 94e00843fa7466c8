-- Grain: one ad account (shop) and day.
with daily_finances as (
    select * from {{ ref('int_ad_finances_deduplicated') }}
),

ad_spend_fact as (
    select
        bill_line_id,
        bill_platform_code as platform_code,
        shop_id,
        spend_date,
        cash_amount,
        grant_amount,
        deposit_amount,
        balance_amount,
        non_grant_balance_amount,
        _file_id,
        _line_number,
        _row_hash,
        bill_platform_code || ':' || shop_id || ':' || bill_line_id as ad_spend_id,
        bill_platform_code || ':' || shop_id || ':ads' as channel_id
    from daily_finances
)

select * from ad_spend_fact
