-- Grain: one 支付宝 ledger row. The order hides in one of several columns: T200P… of
-- 商户订单号, else a bare number in 业务基础订单号, else a long number in the remark.
with ledger_lines as (
    select * from {{ ref('stg_alipay__ledger_lines') }}
),

numbers as (
    select
        *,
        {{ regex_extract('merchant_order_number', '^T200P([0-9]+)$') }} as trade_order_id,
        {{ regex_extract('base_order_number', '^([0-9]+)$') }} as base_order_id,
        {{ regex_extract('remark', '售后退款[^0-9A-Za-z]*([0-9A-Za-z]+)') }} as after_sale_id,
        {{ regex_extract('remark', payout_pattern()) }} as payout_id,
        {{ regex_extract('remark', '(?:^|[^0-9A-Za-z])([0-9]{15,})') }} as remark_order_id
    from ledger_lines
),

int_alipay_lines_parsed as (
    select
        _raw_line_id,
        flow_number,
        occurred_at,
        after_sale_id,
        payout_id,
        scene_name,
        remark,
        _line_amount as line_amount,
        cast(null as text) as product_id,
        coalesce(trade_order_id, base_order_id, remark_order_id) as order_id,
        coalesce(base_order_id, trade_order_id, remark_order_id) as sub_order_id,
        case when _line_amount < 0 then 'out' else 'in' end as direction_code
    from numbers
)

select * from int_alipay_lines_parsed
