-- Grain: one signed money component of one bill line. The components of a line add up to
-- line_amount.
{%- set columns = {'line': 'undivided_amount', 'residual': 'residual_amount'} %}
with flow_lines as (
    select * from {{ ref('int_flow_lines_unioned') }}
),

int_components_unpivoted as (
    {%- for component in money_components() + ['line', 'residual'] %}
        select
            bill_line_id,
            source_name,
            platform_code,
            shop_id,
            bill_kind,
            flow_number,
            occurred_at,
            occurred_date,
            order_id,
            sub_order_id,
            after_sale_id,
            payout_id,
            batch_id,
            product_id,
            scene_name,
            remark,
            remark_pattern,
            direction_code,
            line_amount,
            '{{ component }}' as component_code,
            {{ columns.get(component, component) }} as amount,
            _file_id,
            _line_number,
            _row_hash
        from flow_lines
        where {{ columns.get(component, component) }} is not null
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
)

select * from int_components_unpivoted
