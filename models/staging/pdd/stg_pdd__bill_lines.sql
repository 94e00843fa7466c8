-- Grain: one row of a 拼多多 goods account (货款明细). Income and outgo are two columns; outgo
-- comes with its minus. The scene is the name behind the code in 业务描述, else 账务类型.
with source as (
    select * from {{ source('raw', 'pdd_bill') }}
),

renamed as (
    select
        {{ safe_timestamp('"发生时间"') }} as occurred_at,
        {{ clean_id('"商户订单号"') }} as order_id,
        {{ safe_decimal('"收入金额(+元)"') }} as income_amount,
        {{ safe_decimal('"支出金额(-元)"') }} as outgo_amount,
        {{ clean_text('"账务类型"') }} as type_name,
        {{ regex_extract(clean_text('"业务描述"'), '^([0-9]+)[|]') }} as scene_code,
        coalesce(
            {{ regex_extract(clean_text('"业务描述"'), '^[0-9]+[|](.+)$') }},
            {{ clean_text('"业务描述"') }},
            {{ clean_text('"账务类型"') }}
        ) as scene_name,
        {{ clean_remark('"备注"') }} as remark,
        {{ lineage_columns(content_key()) }}
    from source
),

signed as (
    select
        *,
        order_id as sub_order_id,
        cast(null as text) as flow_number,
        cast(coalesce(income_amount, 0) - abs(coalesce(outgo_amount, 0)) as decimal(18, 2))
            as _line_amount,
        occurred_at as _content_at
    from renamed
),

stg_pdd__bill_lines as (
    select
        *,
        case when _line_amount < 0 then 'out' else 'in' end as direction_code
    from signed
)

select * from stg_pdd__bill_lines
