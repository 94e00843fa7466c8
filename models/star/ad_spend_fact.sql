-- Grain: one ad account (shop) and day.
with daily_finances as (
    select * from {{ ref('stg_qianchuan__daily_finances') }}
),

ad_spend_fact as (
    select
        line.platform_code || ':' || line.shop_id || ':' || line.bill_line_id as ad_spend_id,
        line.bill_line_id,
        line.platform_code,
        line.shop_id,
        line.platform_code || ':' || line.shop_id || ':ads' as channel_id,
        finance.spend_date,
        finance.cash_amount,
        finance.grant_amount,
        finance.deposit_amount,
        finance.balance_amount,
        finance.non_grant_balance_amount,
        line._file_id,
        line._line_number,
        line._row_hash
    from daily_finances as finance
    inner join {{ ref('int_bill_lines_ranked') }} as line
        on finance._raw_line_id = line.raw_line_id and not line.is_duplicate
)

select * from ad_spend_fact
