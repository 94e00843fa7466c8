-- Grain: one bill line of a fund flow or a settlement, its money components side by side, null where there is
-- none. `line` is the amount of a line without components, `residual` what the components leave unexplained.
{%- set components = money_components() %}
with bill_lines as (
    select * from {{ ref('int_bill_lines_ranked') }}
    where bill_kind in ('fund_flow', 'settlement') and not is_duplicate
),

flows as (
    select
        _raw_line_id, flow_number, occurred_at, order_id, sub_order_id, after_sale_id, payout_id,
        product_id, scene_name, remark, direction_code, line_amount,
        {% for component in components %}{{ component }}, {% endfor %}
        case when not has_components then line_amount end as line,
        case
            when has_components then cast(nullif(line_amount - component_sum, 0) as decimal(18, 2))
        end as residual
    from {{ ref('int_douyin_components_shaped') }}
    union all
    select
        _raw_line_id, flow_number, occurred_at, order_id, sub_order_id, after_sale_id, payout_id,
        cast(null as text) as product_id, scene_name, remark,
        case when _line_amount < 0 then 'out' else 'in' end as direction_code,
        _line_amount as line_amount,
        {% for component in components %}cast(null as decimal(18, 2)) as {{ component }}, {% endfor %}
        _line_amount as line,
        cast(null as decimal(18, 2)) as residual
    from {{ ref('int_alipay_lines_parsed') }}
),

int_flow_lines_unioned as (
    select
        line.bill_line_id,
        line.platform_code,
        line.shop_id,
        line.bill_kind,
        flow.*,
        cast(flow.occurred_at as date) as occurred_date,
        {{ regex_remove('flow.remark', '[0-9A-Za-z]+') }} as remark_pattern,
        line._file_id,
        line._line_number,
        line._row_hash
    from flows as flow
    inner join bill_lines as line on flow._raw_line_id = line.raw_line_id
)

select * from int_flow_lines_unioned
