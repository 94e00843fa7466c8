-- Grain: one row of a personal 微信 export. A neutral row (`/`: 充值, 提现, 零钱通) has no
-- direction and no amount of its own.
with source as (
    select * from {{ source('raw', 'wechat_personal') }}
),

renamed as (
    select
        {{ clean_id('"交易单号"') }} as flow_number,
        {{ safe_timestamp('"交易时间"') }} as occurred_at,
        {{ clean_text('"交易类型"') }} as scene_name,
        {{ direction_code('"收/支"', ['收入'], ['支出']) }} as direction_code,
        {{ safe_decimal('"金额(元)"') }} as unsigned_amount,
        {{ clean_text('"支付方式"') }} as method_name,
        {{ clean_text('"当前状态"') }} as status_name,
        {{ clean_id('"商户单号"') }} as merchant_order_number,
        {{ lineage_columns(
            clean_id('"交易单号"') ~ " || ':' || coalesce(" ~ clean_text('"收/支"') ~ ", '')"
        ) }}
    from source
),

stg_wechat__personal_lines as (
    select
        *,
        {{ signed_by_direction('unsigned_amount') }} as _line_amount,
        occurred_at as _content_at
    from renamed
)

select * from stg_wechat__personal_lines
