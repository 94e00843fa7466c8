-- Grain: one row of a 视频号 fund bill (资金流水): one amount, an order in gross and its fees as rows
-- of their own.
with int_wxshop_flow_lines_shaped as (
    select
        _raw_line_id,
        flow_number,
        occurred_at,
        occurred_at as arose_at,
        order_id,
        sub_order_id,
        after_sale_id,
        payout_id,
        cast(null as text) as batch_id,
        cast(null as text) as product_id,
        scene_name,
        remark,
        direction_code,
        _line_amount as line_amount
    from {{ ref('stg_wxshop__fund_flows') }}
)

select * from int_wxshop_flow_lines_shaped
