-- Grain: one row of a 小红书 settlement (结算明细), of its other services (其他服务款) or of the
-- wallet. The wallet names what it pays by 业务单号: an order, or the document of a service.
{%- set components = money_components('xhs') %}
with int_xhs_flow_lines_shaped as (
    select
        _raw_line_id,
        flow_number,
        occurred_at,
        occurred_at as arose_at,
        order_id,
        sub_order_id,
        after_sale_id,
        cast(null as text) as payout_id,
        order_id as batch_id,
        cast(null as text) as product_id,
        scene_name,
        remark,
        direction_code,
        {{ components | join(',\n        ') }},
        _line_amount as line_amount
    from {{ ref('stg_xhs__settlements') }}
    {%- for model in ['stg_xhs__other_services', 'stg_xhs__fund_flows'] %}
        union all
        select
            _raw_line_id,
            flow_number,
            occurred_at,
            occurred_at as arose_at,
            order_id,
            sub_order_id,
            cast(null as text) as after_sale_id,
            cast(null as text) as payout_id,
            flow_number as batch_id,
            cast(null as text) as product_id,
            scene_name,
            remark,
            direction_code,
            {%- for component in components %}
                cast(null as decimal(18, 2)) as {{ component }},
            {%- endfor %}
            _line_amount as line_amount
        from {{ ref(model) }}
    {%- endfor %}
)

select * from int_xhs_flow_lines_shaped
