-- Grain: one row of a 工商银行 statement of a private credit card, in the currency of the account.
-- It is outside the company's books.
with source as (
    select * from {{ source('raw', 'bank_icbc_credit') }}
),

stg_bank__icbc_credit_lines as (
    select
        {{ safe_timestamp('"交易日期"') }} as occurred_at,
        {{ safe_date('"记账日期"') }} as booked_date,
        {{ clean_text('"记账币种"') }} as currency_name,
        {{ safe_decimal('"余额"') }} as balance_amount,
        {{ bank_wording('"摘要"') }} as summary,  -- noqa: RF04
        cast(
            coalesce({{ safe_decimal('"记账金额(收入)"') }}, 0)
            - coalesce({{ safe_decimal('"记账金额(支出)"') }}, 0)
            as decimal(18, 2)
        ) as _line_amount,
        {{ safe_timestamp('"交易日期"') }} as _content_at,
        {{ lineage_columns(content_key()) }}
    from source
)

select * from stg_bank__icbc_credit_lines
