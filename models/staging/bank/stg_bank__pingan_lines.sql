-- Grain: one row of a 平安银行 statement. 收入 is money in.
with source as (
    select * from {{ source('raw', 'bank_pingan') }}
),

stg_bank__pingan_lines as (
    select
        {{ clean_id('"交易流水号"') }} as flow_number,
        {{ safe_timestamp('"交易时间"') }} as occurred_at,
        {{ safe_decimal('"账户余额"') }} as balance_amount,
        {{ organisation_name('"对方户名"') }} as counterparty_name,
        {{ bank_wording('"摘要"') }} as summary,  -- noqa: RF04
        {{ bank_wording('"交易用途"') }} as purpose,
        cast(null as text) as remark,
        cast(
            coalesce({{ safe_decimal('"收入"') }}, 0)
            - coalesce({{ safe_decimal('"支出"') }}, 0)
            as decimal(18, 2)
        ) as _line_amount,
        {{ safe_timestamp('"交易时间"') }} as _content_at,
        {{ lineage_columns(clean_id('"交易流水号"')) }}
    from source
)

select * from stg_bank__pingan_lines
