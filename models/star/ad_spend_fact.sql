-- Grain: one line of an ad account's bill: a day of 巨量千川, a movement elsewhere. Balances must not
-- be summed.
with ad_lines as (
    select * from {{ ref('int_ad_lines_unioned') }}
),

ad_spend_fact as (
    select
        bill_line_id,
        platform_code,
        shop_id,
        spend_date,
        occurred_at,
        is_mapped,
        cash_amount,
        grant_amount,
        deposit_amount,
        balance_amount,
        non_grant_balance_amount,
        balance_change_amount,
        _file_id,
        _line_number,
        _row_hash,
        platform_code || ':' || shop_id || ':' || bill_line_id as ad_spend_id,
        platform_code || ':' || shop_id || ':ads' as channel_id
    from ad_lines
)

select * from ad_spend_fact
