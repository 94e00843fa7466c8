-- Grain: one row of a 微信支付 trade bill (交易账单): a payment, a refund or a revocation. Repeats
-- the money of the fund bill.
with source as (
    select * from {{ source('raw', 'wxpay_trade') }}
),

renamed as (
    select
        {{ safe_timestamp('"交易时间"') }} as occurred_at,
        {{ clean_id('"商户号"') }} as merchant_number,
        {{ clean_id('"微信订单号"') }} as payment_number,
        {{ clean_id('"商户订单号"') }} as order_id,
        nullif({{ clean_id('"微信退款单号"') }}, '0') as refund_number,
        nullif({{ clean_id('"商户退款单号"') }}, '0') as after_sale_id,
        {{ clean_text('"交易状态"') }} as scene_name,
        {{ clean_text('"退款状态"') }} as refund_status_name,
        {{ direction_code('"交易状态"', ['SUCCESS'], ['REFUND', 'REVOKED']) }} as direction_code,
        {{ safe_decimal('"应结订单金额"') }} as payment,
        {{ negated_decimal('"退款金额"') }} as refund,
        {{ safe_decimal('"代金券金额"') }} as coupon_amount,
        {{ negated_decimal('"手续费"') }} as payment_fee,
        {{ clean_text('"费率"') }} as rate_text,
        {{ clean_text('"商品名称"') }} as product_name,
        {{ lineage_columns(
            clean_id('"微信订单号"') ~ " || ':' || " ~ clean_text('"交易状态"')
            ~ " || ':' || coalesce(nullif(" ~ clean_id('"微信退款单号"') ~ ", '0'), '')"
        ) }}
    from source
),

stg_wxpay__trades as (
    select
        *,
        cast(
            case direction_code when 'in' then payment when 'out' then refund end
            as decimal(18, 2)
        ) as _line_amount,
        occurred_at as _content_at
    from renamed
)

select * from stg_wxpay__trades
