-- Grain: one row of a 拼多多 promotion wallet (推广财务流水). The balance is that of the row's kind
-- of money; only 现金 is paid.
with source as (
    select * from {{ source('raw', 'pdd_promotion_wallet') }}
),

stg_pdd__promotion_wallet_lines as (
    select
        {{ safe_timestamp('"时间"') }} as occurred_at,
        {{ safe_date('"时间"') }} as spend_date,
        {{ clean_text('"资金类型"') }} as fund_name,
        {{ clean_text('"流水类型"') }} as scene_name,
        {{ clean_text('"是否计入"') }} as counted_text,
        {{ safe_decimal('"余额"') }} as balance_amount,
        {{ clean_remark('"交易摘要"') }} as remark,
        {{ safe_decimal('"交易金额"') }} as _line_amount,
        {{ safe_timestamp('"时间"') }} as _content_at,
        {{ lineage_columns(content_key()) }}
    from source
)

select * from stg_pdd__promotion_wallet_lines
