-- Grain: one row of a 工商银行 csv statement without 借贷标志. 转入 is money in.
with source as (
    select * from {{ source('raw', 'bank_icbc_statement_a') }}
),

stg_bank__icbc_statement_a_lines as (
    select
        {{ clean_id('"凭证号"') }} as flow_number,
        {{ safe_timestamp('"交易时间"') }} as occurred_at,
        {{ safe_decimal('"余额"') }} as balance_amount,
        {{ organisation_name('"对方单位"') }} as counterparty_name,
        {{ bank_wording('"摘要"') }} as summary,  -- noqa: RF04
        {{ bank_wording('"用途"') }} as purpose,
        {{ bank_wording('"附言"') }} as remark,
        cast(
            coalesce({{ safe_decimal('"转入金额"') }}, 0)
            - coalesce({{ safe_decimal('"转出金额"') }}, 0)
            as decimal(18, 2)
        ) as _line_amount,
        {{ safe_timestamp('"交易时间"') }} as _content_at,
        {{ lineage_columns(content_key()) }}
    from source
)

select * from stg_bank__icbc_statement_a_lines
