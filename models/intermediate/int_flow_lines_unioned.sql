-- Grain: one bill line of a fund flow or a settlement, its money components side by side, null
-- where there is none. undivided_amount is the amount of a line without components,
-- residual_amount what components leave.
{%- set platforms = [
    'douyin', 'kuaishou', 'wxshop', 'tmall', 'xhs', 'jd', 'pdd', 'wxpay', 'youzan',
] %}
{%- set components = money_components() %}
{%- set shown = [
    '_raw_line_id', 'flow_number', 'occurred_at', 'arose_at', 'order_id', 'sub_order_id',
    'after_sale_id', 'batch_id', 'product_id', 'scene_name', 'remark', 'direction_code',
    'line_amount',
] %}
with flows as (
    {%- for platform in platforms %}
        {%- set own_components = money_components(platform) %}
        select
            {{ shown | join(',\n            ') }},
            payout_id,
            {%- for component in components %}
                {%- if component in own_components %}
                    nullif({{ component }}, 0) as {{ component }},
                {%- else %}
                    cast(null as decimal(18, 2)) as {{ component }},
                {%- endif %}
            {%- endfor %}
            {%- if own_components %}
                coalesce(nullif({{ own_components | join(', 0), nullif(') }}, 0)) is not null
                    as has_components,
                coalesce({{ own_components | join(', 0) + coalesce(') }}, 0) as component_sum
            {%- else %}
                false as has_components,
                0 as component_sum
            {%- endif %}
        from {{ ref('int_' ~ platform ~ '_flow_lines_shaped') }}
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
),

bill_lines as (
    select * from {{ ref('int_bill_lines_ranked') }}
    where bill_kind in ('fund_flow', 'settlement') and not is_duplicate
),

payout_numbers as (
    select * from {{ ref('payout_number_patterns') }}
),

int_flow_lines_unioned as (
    select
        bill_line.bill_line_id,
        bill_line.source_name,
        bill_line.platform_code,
        bill_line.shop_id,
        bill_line.bill_kind,
        flow.{{ (shown + components) | join(',\n        flow.') }},
        flow.has_components,
        flow.component_sum,
        coalesce(flow.payout_id, {{ payout_number('flow.remark', 'payout_number') }}) as payout_id,
        cast(case when not flow.has_components then flow.line_amount end as decimal(18, 2))
            as undivided_amount,
        cast(
            case when flow.has_components then nullif(flow.line_amount - flow.component_sum, 0) end
            as decimal(18, 2)
        ) as residual_amount,
        cast(flow.occurred_at as date) as occurred_date,
        {{ regex_remove('flow.remark', '[0-9A-Za-z]+') }} as remark_pattern,
        bill_line._file_id,
        bill_line._line_number,
        bill_line._row_hash
    from flows as flow
    inner join bill_lines as bill_line on flow._raw_line_id = bill_line.raw_line_id
    left join payout_numbers as payout_number
        on
            bill_line.source_name = payout_number.source_name
            -- A line that tells no time is read with the last pattern.
            and coalesce(cast(flow.occurred_at as date), cast('9999-12-30' as date))
            >= payout_number.valid_from
            and coalesce(cast(flow.occurred_at as date), cast('9999-12-30' as date))
            < payout_number.valid_to
)

select * from int_flow_lines_unioned
