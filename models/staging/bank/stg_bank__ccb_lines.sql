-- Grain: one row of a 建设银行 statement. 贷方 is money in (the bank's view).
with source as (
    select * from {{ source('raw', 'bank_ccb') }}
),

stg_bank__ccb_lines as (
    select
        {{ clean_id('"账户明细编号-交易流水号"') }} as flow_number,
        {{ safe_timestamp('"交易时间"') }} as occurred_at,
        {{ safe_decimal('"余额"') }} as balance_amount,
        {{ organisation_name('"对方户名"') }} as counterparty_name,
        {{ bank_wording('"摘要"') }} as summary,  -- noqa: RF04
        cast(null as text) as purpose,
        {{ bank_wording('"备注"') }} as remark,
        cast(
            coalesce({{ safe_decimal('"贷方发生额(收入)"') }}, 0)
            - coalesce({{ safe_decimal('"借方发生额(支取)"') }}, 0)
            as decimal(18, 2)
        ) as _line_amount,
        {{ safe_timestamp('"交易时间"') }} as _content_at,
        {{ lineage_columns(clean_id('"账户明细编号-交易流水号"')) }}
    from source
)

select * from stg_bank__ccb_lines
