-- Grain: one row of a 抖音 fund bill or settlement bill, its money components side by side, null
-- where 0.
{%- set components = money_components() %}
{%- set component_sum = 'coalesce(' ~ components | join(', 0) + coalesce(') ~ ', 0)' %}
{%- set filled_components = 'nullif(' ~ components | join(', 0), nullif(') ~ ', 0)' %}
with flows as (
    {%- for model in ['stg_douyin__fund_flows', 'stg_douyin__settlements'] %}
        select
            _raw_line_id,
            flow_number,
            occurred_at,
            order_id,
            sub_order_id,
            after_sale_id,
            product_id,
            scene_name,
            remark,
            direction_code,
            _line_amount as line_amount,
            {{ components | join(',\n        ') }}
        from {{ ref(model) }}
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
),

int_douyin_components_shaped as (
    select
        _raw_line_id,
        flow_number,
        occurred_at,
        order_id,
        after_sale_id,
        product_id,
        scene_name,
        remark,
        direction_code,
        line_amount,
        coalesce(sub_order_id, order_id) as sub_order_id,
        {{ regex_extract('remark', payout_pattern()) }} as payout_id,
        {%- for component in components %}
            nullif({{ component }}, 0) as {{ component }},
        {%- endfor %}
        cast({{ component_sum }} as decimal(18, 2)) as component_sum,
        coalesce({{ filled_components }}) is not null as has_components
    from flows
)

select * from int_douyin_components_shaped
