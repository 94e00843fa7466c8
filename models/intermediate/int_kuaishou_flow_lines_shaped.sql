-- Grain: one row of a 快手 settlement bill (货款账单) or fund bill (资金流水). The settlement has no type
-- of line: one that pays nothing in and something back is a refund. 关联业务单号 of the fund bill is
-- an order only where it is a number.
{%- set components = money_components('kuaishou') %}
with int_kuaishou_flow_lines_shaped as (
    select
        _raw_line_id,
        flow_number,
        occurred_at,
        occurred_at as arose_at,
        order_id,
        sub_order_id,
        {{ regex_extract('remark', '退款单号[:：]([0-9A-Za-z]+)') }} as after_sale_id,
        cast(null as text) as payout_id,
        cast(null as text) as batch_id,
        product_id,
        case
            when coalesce(payment, 0) = 0 and coalesce(refund, 0) <> 0 then '退款' else '结算'
        end as scene_name,
        remark,
        direction_code,
        {{ components | join(',\n        ') }},
        _line_amount as line_amount
    from {{ ref('stg_kuaishou__settlements') }}
    union all
    select
        _raw_line_id,
        flow_number,
        occurred_at,
        occurred_at as arose_at,
        {{ regex_extract('order_id', '^([0-9]+)$') }} as order_id,
        {{ regex_extract('sub_order_id', '^([0-9]+)$') }} as sub_order_id,
        after_sale_id,
        cast(null as text) as payout_id,
        cast(null as text) as batch_id,
        cast(null as text) as product_id,
        scene_name,
        remark,
        direction_code,
        {%- for component in components %}
            cast(null as decimal(18, 2)) as {{ component }},
        {%- endfor %}
        _line_amount as line_amount
    from {{ ref('stg_kuaishou__fund_flows') }}
)

select * from int_kuaishou_flow_lines_shaped
