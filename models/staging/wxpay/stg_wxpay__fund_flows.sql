-- Grain: one row of a 微信支付 fund bill (资金账单): a movement of an account of the merchant. The
-- amount is unsigned, its direction stands beside it.
with source as (
    select * from {{ source('raw', 'wxpay_fund') }}
),

renamed as (
    select
        {{ clean_id('"资金流水单号"') }} as flow_number,
        {{ safe_timestamp('"记账时间"') }} as occurred_at,
        {{ clean_id('"微信支付业务单号"') }} as payment_number,
        {{ clean_id('"业务凭证号"') }} as order_id,
        cast(null as text) as after_sale_id,
        {{ clean_text('"业务名称"') }} as type_name,
        {{ clean_text('"业务类型"') }} as scene_name,
        {{ direction_code('"收支类型"', ['收入'], ['支出']) }} as direction_code,
        {{ safe_decimal('"收支金额(元)"') }} as unsigned_amount,
        {{ safe_decimal('"账户结余(元)"') }} as balance_amount,
        {{ clean_remark('"备注"') }} as remark,
        {{ lineage_columns(content_key()) }}
    from source
),

stg_wxpay__fund_flows as (
    select
        *,
        {{ signed_by_direction('unsigned_amount') }} as _line_amount,
        occurred_at as _content_at
    from renamed
)

select * from stg_wxpay__fund_flows
