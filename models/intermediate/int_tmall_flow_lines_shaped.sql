-- Grain: one row of the 支付宝 ledger of a 天猫 shop, or of its ledger of orders paid by 微信
-- (聚合结算). In the first the order hides in one of several columns: T200P… of 商户订单号, else a
-- bare number in 业务基础订单号, else a long number in the remark.
with alipay_lines as (
    select
        *,
        {{ regex_extract('merchant_order_number', '^T200P([0-9]+)$') }} as trade_order_id,
        {{ regex_extract('base_order_number', '^([0-9]+)$') }} as base_order_id,
        {{ regex_extract('remark', '售后退款[^0-9A-Za-z]*([0-9A-Za-z]+)') }} as after_sale_id,
        {{ regex_extract('remark', '(?:^|[^0-9A-Za-z])([0-9]{15,})') }} as remark_order_id,
        case when _line_amount < 0 then 'out' else 'in' end as direction_code
    from {{ ref('stg_alipay__ledger_lines') }}
),

wechat_lines as (
    select * from {{ ref('stg_tmall__wechat_settlements') }}
),

named as (
    select
        _raw_line_id,
        flow_number,
        occurred_at,
        coalesce(trade_order_id, base_order_id, remark_order_id) as order_id,
        coalesce(base_order_id, trade_order_id, remark_order_id) as sub_order_id,
        after_sale_id,
        scene_name,
        remark,
        direction_code,
        _line_amount
    from alipay_lines
    union all
    select
        _raw_line_id,
        flow_number,
        occurred_at,
        order_id,
        coalesce(sub_order_id, order_id) as sub_order_id,
        cast(null as text) as after_sale_id,
        scene_name,
        remark,
        direction_code,
        _line_amount
    from wechat_lines
),

int_tmall_flow_lines_shaped as (
    select
        _raw_line_id,
        flow_number,
        occurred_at,
        occurred_at as arose_at,
        order_id,
        sub_order_id,
        after_sale_id,
        cast(null as text) as payout_id,
        cast(null as text) as batch_id,
        cast(null as text) as product_id,
        scene_name,
        remark,
        direction_code,
        _line_amount as line_amount
    from named
)

select * from int_tmall_flow_lines_shaped
