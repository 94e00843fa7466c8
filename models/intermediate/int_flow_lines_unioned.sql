-- Grain: one bill line of a fund flow or a settlement, its money components side by side, null
-- where there is none. undivided_amount is the amount of a line without components,
-- residual_amount what components leave.
{%- set components = money_components() %}
{%- set lines = '_raw_line_id, flow_number, occurred_at, order_id, sub_order_id, after_sale_id, '
    ~ 'payout_id, product_id, scene_name, remark, direction_code, line_amount' %}
with douyin_flows as (
    select
        {{ lines }},
        {{ components | join(', ') }},
        cast(case when not has_components then line_amount end as decimal(18, 2))
            as undivided_amount,
        cast(
            case when has_components then nullif(line_amount - component_sum, 0) end
            as decimal(18, 2)
        ) as residual_amount
    from {{ ref('int_douyin_components_shaped') }}
),

tmall_flows as (
    select
        {{ lines }},
        {%- for component in components %}
            cast(null as decimal(18, 2)) as {{ component }},
        {%- endfor %}
        cast(line_amount as decimal(18, 2)) as undivided_amount,
        cast(null as decimal(18, 2)) as residual_amount
    from {{ ref('int_alipay_lines_parsed') }}
),

flows as (
    select * from douyin_flows
    union all
    select * from tmall_flows
),

bill_lines as (
    select * from {{ ref('int_bill_lines_ranked') }}
    where bill_kind in ('fund_flow', 'settlement') and not is_duplicate
),

int_flow_lines_unioned as (
    select
        bill_line.bill_line_id,
        bill_line.platform_code,
        bill_line.shop_id,
        bill_line.bill_kind,
        flow.*,
        cast(flow.occurred_at as date) as occurred_date,
        {{ regex_remove('flow.remark', '[0-9A-Za-z]+') }} as remark_pattern,
        bill_line._file_id,
        bill_line._line_number,
        bill_line._row_hash
    from flows as flow
    inner join bill_lines as bill_line on flow._raw_line_id = bill_line.raw_line_id
)

select * from int_flow_lines_unioned
