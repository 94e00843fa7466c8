-- Grain: one row of a 民生银行 statement. 贷方 is money in (the bank's view).
with source as (
    select * from {{ source('raw', 'bank_cmbc') }}
),

stg_bank__cmbc_lines as (
    select
        {{ clean_id('"交易流水号"') }} as flow_number,
        {{ safe_timestamp('"交易时间"') }} as occurred_at,
        {{ safe_decimal('"账户余额"') }} as balance_amount,
        {{ organisation_name('"对方账号名称"') }} as counterparty_name,
        cast(null as text) as summary,  -- noqa: RF04
        cast(null as text) as purpose,
        {{ bank_wording('"客户附言"') }} as remark,
        cast(
            coalesce({{ safe_decimal('"贷方发生额"') }}, 0)
            - coalesce({{ safe_decimal('"借方发生额"') }}, 0)
            as decimal(18, 2)
        ) as _line_amount,
        {{ safe_timestamp('"交易时间"') }} as _content_at,
        {{ lineage_columns(clean_id('"交易流水号"')) }}
    from source
)

select * from stg_bank__cmbc_lines
