-- Grain: one row of a 招商银行 statement. 贷方 is money in (the bank's view).
with source as (
    select * from {{ source('raw', 'bank_cmb') }}
),

renamed as (
    select
        *,
        {{ clean_id('"交易日期"') }} || ' ' || coalesce({{ clean_id('"交易时间"') }}, '00:00:00')
            as occurred_text
    from source
),

stg_bank__cmb_lines as (
    select
        {{ clean_id('"交易流水号"') }} as flow_number,
        {{ safe_timestamp('occurred_text') }} as occurred_at,
        {{ safe_decimal('"余额"') }} as balance_amount,
        {{ organisation_name('"收(付)方名称"') }} as counterparty_name,
        {{ bank_wording('"业务摘要"') }} as summary,  -- noqa: RF04
        {{ bank_wording('"用途"') }} as purpose,
        {{ bank_wording('"扩展摘要"') }} as remark,
        cast(
            coalesce({{ safe_decimal('"贷方金额"') }}, 0) - coalesce({{ safe_decimal('"借方金额"') }}, 0)
            as decimal(18, 2)
        ) as _line_amount,
        {{ safe_timestamp('occurred_text') }} as _content_at,
        {{ lineage_columns(clean_id('"交易流水号"')) }}
    from renamed
)

select * from stg_bank__cmb_lines
