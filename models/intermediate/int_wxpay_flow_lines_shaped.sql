-- Grain: one row of a 微信支付 fund bill (资金账单): a payment in gross and its fee as a row of its
-- own.
with int_wxpay_flow_lines_shaped as (
    select
        _raw_line_id,
        flow_number,
        occurred_at,
        occurred_at as arose_at,
        order_id,
        order_id as sub_order_id,
        cast(null as text) as after_sale_id,
        cast(null as text) as payout_id,
        cast(null as text) as batch_id,
        cast(null as text) as product_id,
        scene_name,
        remark,
        direction_code,
        _line_amount as line_amount
    from {{ ref('stg_wxpay__fund_flows') }}
)

select * from int_wxpay_flow_lines_shaped
