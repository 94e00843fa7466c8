-- Grain: one row of an 支付宝 ledger summary (账务汇总): a kind of movement in the period of its
-- file. Repeats the money of the ledger; no row names its period, so each stands for itself.
with source as (
    select * from {{ source('raw', 'alipay_summary') }}
),

renamed as (
    select
        {{ clean_text('"类型"') }} as scene_name,
        {{ safe_integer('"收入笔数"') }} as income_count,
        {{ safe_decimal('"收入金额(+元)"') }} as income_amount,
        {{ safe_integer('"支出笔数"') }} as outgo_count,
        {{ safe_decimal('"支出金额(-元)"') }} as outgo_amount,
        {{ lineage_columns('cast(null as text)') }}
    from source
),

stg_alipay__summaries as (
    select
        *,
        cast(coalesce(income_amount, 0) - abs(coalesce(outgo_amount, 0)) as decimal(18, 2))
            as _line_amount,
        cast(null as timestamp) as _content_at
    from renamed
)

select * from stg_alipay__summaries
