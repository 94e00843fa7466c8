-- Grain: one row of a 千牛 flow of alliance fees and subsidies (淘宝联盟/补贴 流水): a freeze, a
-- release or a settlement. Repeats the fee bills and the Alipay ledger.
with source as (
    select * from {{ source('raw', 'tmall_income_flow') }}
),

stg_tmall__income_flows as (
    select
        {{ clean_id('"支付流水号"') }} as flow_number,
        {{ safe_timestamp('"支付时间"') }} as occurred_at,
        {{ clean_text('"账期"') }} as period_text,
        {{ clean_text('"资金方向"') }} as direction_name,
        {{ clean_text('"业务小类"') }} as scene_name,
        {{ clean_text('"流水类型"') }} as type_name,
        {{ clean_id('"交易主单号"') }} as order_id,
        {{ safe_timestamp('"确认收货时间"') }} as completed_at,
        {{ clean_text('"结算渠道"') }} as method_name,
        {{ safe_decimal('"金额"') }} as _line_amount,
        {{ safe_timestamp('"支付时间"') }} as _content_at,
        {{ lineage_columns(content_key()) }}
    from source
)

select * from stg_tmall__income_flows
