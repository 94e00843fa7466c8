-- Grain: one row of a 京东 bill (日账单, 结算表) or wallet (资金表). The wallet pays the lines of a
-- 商户订单号 in one sum. A line in a state that nobody knows has that state in its scene, which no
-- mapping knows.
with int_jd_flow_lines_shaped as (
    select
        _raw_line_id,
        flow_number,
        occurred_at,
        arose_at,
        order_id,
        sub_order_id,
        cast(null as text) as after_sale_id,
        cast(null as text) as payout_id,
        batch_id,
        product_id,
        case
            when is_settled is null then concat(scene_name, ' (', status_name, ')') else scene_name
        end as scene_name,
        remark,
        direction_code,
        _line_amount as line_amount
    from {{ ref('stg_jd__bill_lines') }}
    union all
    select
        _raw_line_id,
        flow_number,
        occurred_at,
        occurred_at as arose_at,
        cast(null as text) as order_id,
        cast(null as text) as sub_order_id,
        cast(null as text) as after_sale_id,
        cast(null as text) as payout_id,
        flow_number as batch_id,
        cast(null as text) as product_id,
        scene_name,
        remark,
        direction_code,
        _line_amount as line_amount
    from {{ ref('stg_jd__wallet_lines') }}
)

select * from int_jd_flow_lines_shaped
