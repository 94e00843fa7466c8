-- Grain: one row of a 万相台 ad account ledger (账户流水): a spend, a top-up or another movement,
-- signed from the account's view.
with source as (
    select * from {{ source('raw', 'wanxiangtai_ledger') }}
),

renamed as (
    select
        {{ safe_timestamp('"记账时间"') }} as occurred_at,
        {{ safe_date('"交易日期"') }} as spend_date,
        {{ clean_text('"交易类型"') }} as scene_name,
        cast(null as text) as fund_name,
        {{ direction_code('"收支类型"', ['收入'], ['支出']) }} as direction_code,
        {{ safe_decimal('"操作金额(元)"') }} as unsigned_amount,
        {{ safe_decimal('"操作后余额(元)"') }} as balance_amount,
        {{ clean_remark('"备注"') }} as remark,
        {{ lineage_columns(content_key()) }}
    from source
),

stg_wanxiangtai__ledger_lines as (
    select
        *,
        {{ signed_by_direction('unsigned_amount') }} as _line_amount,
        occurred_at as _content_at
    from renamed
)

select * from stg_wanxiangtai__ledger_lines
