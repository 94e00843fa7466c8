-- Grain: one row of a 工商银行 csv statement with 发生额. 贷 is money in (the bank's view).
with source as (
    select * from {{ source('raw', 'bank_icbc_statement_b') }}
),

renamed as (
    select
        cast(null as text) as flow_number,
        {{ safe_timestamp('"交易时间"') }} as occurred_at,
        {{ safe_decimal('"余额"') }} as balance_amount,
        {{ organisation_name('"对方单位"') }} as counterparty_name,
        {{ bank_wording('"摘要"') }} as summary,  -- noqa: RF04
        {{ bank_wording('"用途"') }} as purpose,
        {{ bank_wording('"附言"') }} as remark,
        {{ direction_code('"借贷标志"', ['贷', '贷方'], ['借', '借方']) }} as direction_code,
        {{ safe_decimal('"发生额"') }} as unsigned_amount,
        {{ lineage_columns(content_key()) }}
    from source
),

stg_bank__icbc_statement_b_lines as (
    select
        *,
        {{ signed_by_direction('unsigned_amount') }} as _line_amount,
        occurred_at as _content_at
    from renamed
)

select * from stg_bank__icbc_statement_b_lines
