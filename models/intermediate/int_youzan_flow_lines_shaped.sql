-- Grain: one row of a 有赞 account ledger (账户流水): one amount, an order in gross and its fees as
-- rows of their own.
with int_youzan_flow_lines_shaped as (
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
    from {{ ref('stg_youzan__ledger_lines') }}
)

select * from int_youzan_flow_lines_shaped
