-- Grain: one row of a 招商银行 statement of a private card. It is outside the company's books.
with source as (
    select * from {{ source('raw', 'bank_cmb_personal') }}
),

stg_bank__cmb_personal_lines as (
    select
        {{ safe_timestamp('"记账日期"') }} as occurred_at,
        {{ clean_text('"货币"') }} as currency_name,
        {{ safe_decimal('"联机余额"') }} as balance_amount,
        {{ bank_wording('"交易摘要"') }} as summary,  -- noqa: RF04
        {{ safe_decimal('"交易金额"') }} as _line_amount,
        {{ safe_timestamp('"记账日期"') }} as _content_at,
        {{ lineage_columns(content_key()) }}
    from source
)

select * from stg_bank__cmb_personal_lines
