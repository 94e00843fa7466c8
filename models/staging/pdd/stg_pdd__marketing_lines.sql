-- Grain: one row of a 拼多多 marketing account (营销账户), a wallet apart from the goods account.
-- Income and outgo are two columns; outgo comes with its minus.
with source as (
    select * from {{ source('raw', 'pdd_marketing') }}
),

renamed as (
    select
        {{ safe_timestamp('"入账时间"') }} as occurred_at,
        {{ clean_id('"商户订单号"') }} as order_id,
        {{ clean_id('"商户订单号"') }} as sub_order_id,
        {{ clean_text('"账务类型"') }} as scene_name,
        {{ clean_text('"业务描述"') }} as description,
        {{ clean_remark('"备注"') }} as remark,
        cast(
            coalesce({{ safe_decimal('"收入金额(+元)"') }}, 0)
            - abs(coalesce({{ safe_decimal('"支出金额(-元)"') }}, 0))
            as decimal(18, 2)
        ) as _line_amount,
        {{ lineage_columns(content_key()) }}
    from source
),

stg_pdd__marketing_lines as (
    select
        *,
        case when _line_amount < 0 then 'out' else 'in' end as direction_code,
        occurred_at as _content_at
    from renamed
)

select * from stg_pdd__marketing_lines
