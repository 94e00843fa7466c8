-- Grain: one row of a 有赞 account ledger (账户流水). Income and outgo are two columns; the order is
-- the number with an E, of the event itself or of the one it belongs to.
with source as (
    select * from {{ source('raw', 'youzan_ledger') }}
),

renamed as (
    select
        {{ clean_id('"支付流水号"') }} as flow_number,
        {{ safe_timestamp('"入账时间"') }} as occurred_at,
        {{ clean_id('"业务单号"') }} as business_number,
        coalesce(
            {{ regex_extract(clean_id('"业务单号"'), '^(E[0-9]+)$') }},
            {{ regex_extract(clean_id('"关联单号"'), '^(E[0-9]+)$') }}
        ) as order_id,
        cast(null as text) as after_sale_id,
        {{ clean_text('"类型"') }} as scene_name,
        {{ clean_text('"名称"') }} as description,
        {{ safe_decimal('"收入(元)"') }} as income_amount,
        {{ safe_decimal('"支出(元)"') }} as outgo_amount,
        {{ safe_decimal('"余额(元)"') }} as balance_amount,
        {{ clean_text('"支付方式"') }} as method_name,
        {{ safe_timestamp('"下单时间"') }} as ordered_at,
        {{ clean_remark('"备注"') }} as remark,
        {{ lineage_columns(content_key()) }}
    from source
),

signed as (
    select
        *,
        cast(coalesce(income_amount, 0) - abs(coalesce(outgo_amount, 0)) as decimal(18, 2))
            as _line_amount,
        occurred_at as _content_at
    from renamed
),

stg_youzan__ledger_lines as (
    select
        *,
        case when _line_amount < 0 then 'out' else 'in' end as direction_code
    from signed
)

select * from stg_youzan__ledger_lines
