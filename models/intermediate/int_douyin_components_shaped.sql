-- Grain: one row of a 抖音 fund bill or settlement bill, its money components side by side, null where 0.
{%- set components = money_components() %}
with flows as (
    select
        flow_number, occurred_at, order_id, sub_order_id, after_sale_id, product_id,
        scene_name, remark, direction_code, freight,
        {% for component in components if component != 'freight' %}{{ component }}, {% endfor %}
        _line_amount, _raw_line_id
    from {{ ref('stg_douyin__fund_flows') }}
    union all
    select
        cast(null as text) as flow_number, occurred_at, order_id, sub_order_id,
        cast(null as text) as after_sale_id, product_id, scene_name, remark,
        case when _line_amount < 0 then 'out' else 'in' end as direction_code,
        cast(null as decimal(18, 2)) as freight,
        {% for component in components if component != 'freight' %}{{ component }}, {% endfor %}
        _line_amount, _raw_line_id
    from {{ ref('stg_douyin__settlements') }}
),

int_douyin_components_shaped as (
    select
        _raw_line_id,
        flow_number,
        occurred_at,
        order_id,
        coalesce(sub_order_id, order_id) as sub_order_id,
        after_sale_id,
        {{ regex_extract('remark', '提现单号[:：](TX[0-9A-Za-z]+)') }} as payout_id,
        product_id,
        scene_name,
        remark,
        direction_code,
        _line_amount as line_amount,
        {%- for component in components %}
        nullif({{ component }}, 0) as {{ component }},
        {%- endfor %}
        cast(
            {% for component in components %}coalesce({{ component }}, 0){% if not loop.last %} + {% endif %}{% endfor %}
            as decimal(18, 2)
        ) as component_sum,
        coalesce(
            {% for component in components %}nullif({{ component }}, 0){% if not loop.last %}, {% endif %}{% endfor %}
        ) is not null as has_components
    from flows
)

select * from int_douyin_components_shaped
