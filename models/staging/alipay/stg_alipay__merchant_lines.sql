-- Grain: one row of an 支付宝 merchant centre ledger (商家中心账务明细): the same movements as in
-- the ledger (账务明细). Outgo comes with or without its minus.
with source as (
    select * from {{ source('raw', 'alipay_merchant') }}
),

renamed as (
    select
        {{ clean_id('"支付宝流水号"') }} as flow_number,
        {{ safe_timestamp('"入账时间"') }} as occurred_at,
        {{ clean_id('"支付宝交易号"') }} as payment_number,
        {{ clean_id('"商户订单号"') }} as merchant_order_number,
        {{ clean_id('"业务基础订单号"') }} as base_order_number,
        {{ safe_decimal('"收入(+元)"') }} as income_amount,
        {{ safe_decimal('"支出(-元)"') }} as outgo_amount,
        {{ safe_decimal('"账户余额(元)"') }} as balance_amount,
        {{ safe_decimal('"服务费(元)"') }} as fee_amount,
        {{ clean_text('"账务类型"') }} as scene_name,
        {{ clean_remark('"备注"') }} as remark,
        {{ lineage_columns(clean_id('"支付宝流水号"')) }}
    from source
),

stg_alipay__merchant_lines as (
    select
        *,
        cast(coalesce(income_amount, 0) - abs(coalesce(outgo_amount, 0)) as decimal(18, 2))
            as _line_amount,
        occurred_at as _content_at
    from renamed
)

select * from stg_alipay__merchant_lines
