-- Grain: one row of a 千牛 income bill (交易货款): a payout or a refund of a sub-order. Repeats the
-- money of the Alipay ledger and of the 微信 settlement ledger.
with source as (
    select * from {{ source('raw', 'tmall_trade_income') }}
),

renamed as (
    select
        {{ clean_id('"业务流水号"') }} as flow_number,
        {{ safe_timestamp('"打款时间"') }} as occurred_at,
        {{ clean_text('"账期"') }} as period_text,
        {{ clean_id('"订单号"') }} as order_id,
        {{ clean_id('"子订单号"') }} as sub_order_id,
        {{ clean_id('"退款单号"') }} as after_sale_id,
        {{ clean_id('"商品ID"') }} as product_id,
        {{ clean_text('"商品名称"') }} as product_name,
        {{ safe_integer('"数量"') }} as quantity,
        {{ safe_decimal('"单价(元)"') }} as unit_price_amount,
        {{ safe_timestamp('"下单时间"') }} as ordered_at,
        {{ safe_timestamp('"确认收货时间"') }} as completed_at,
        {{ safe_decimal('"订单实际金额(元)"') }} as payment,
        {{ negated_decimal('"退款金额(元)"') }} as refund,
        {{ clean_text('"业务小类"') }} as scene_name,
        {{ clean_text('"收/付渠道"') }} as method_name,
        {{ clean_remark('"备注"') }} as remark,
        {{ lineage_columns(content_key()) }}
    from source
),

stg_tmall__trade_incomes as (
    select
        *,
        cast(coalesce(payment, 0) + coalesce(refund, 0) as decimal(18, 2)) as _line_amount,
        occurred_at as _content_at
    from renamed
)

select * from stg_tmall__trade_incomes
