-- Grain: one row of a 抖音 fund bill or settlement bill, its money components side by side.
with int_douyin_flow_lines_shaped as (
    {%- for model in ['stg_douyin__fund_flows', 'stg_douyin__settlements'] %}
        select
            _raw_line_id,
            flow_number,
            occurred_at,
            occurred_at as arose_at,
            order_id,
            coalesce(sub_order_id, order_id) as sub_order_id,
            after_sale_id,
            cast(null as text) as payout_id,
            cast(null as text) as batch_id,
            product_id,
            scene_name,
            remark,
            direction_code,
            _line_amount as line_amount,
            {{ money_components('douyin') | join(',\n            ') }}
        from {{ ref(model) }}
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
)

select * from int_douyin_flow_lines_shaped
