-- Lost otherwise: what an event decided of its bill line. Of the rows that tell a line one counts;
-- it has the fate and the reason of its event or, where its kind of bill has none, of that kind.
{{ config(meta={'dagster': {'ref': {'name': 'bill_line_fate'}}}) }}
{% set events = [
    'sale', 'refund', 'fund_flow', 'ad_spend', 'stock_movement', 'purchase', 'courier', 'bank',
] %}
{% set kinds_without_event = {
    'settlement': ('memo', 'proves_fund_flow'),
    'fund_flow': ('rejected', 'no_event'),
    'memo': ('memo', 'repeats_another_bill'),
    'order_header': ('memo', 'posted_by_order_line'),
    'erp_cost': ('memo', 'master_data'),
    'erp_product': ('memo', 'master_data'),
} %}
with

told as (
    {% for event_code in events %}
        select
            bill_line_id,
            fate_code,
            coalesce(reason_code, 'none') as reason_code
        from {{ ref('event_' ~ event_code) }}
        {% if event_code == 'refund' %}where not is_in_bill{% endif %}

        union all
    {% endfor %}

    {% for bill_kind, (fate_code, reason_code) in kinds_without_event.items() %}
        select distinct
            bill_line_id,
            '{{ fate_code }}' as fate_code,
            '{{ reason_code }}' as reason_code
        from {{ ref('bill_line_fact') }}
        where
            source_name in ('{{ bill_formats().values()
                | selectattr("bill_kind", "equalto", bill_kind)
                | map(attribute="source_name") | join("', '") }}')
            and source_name not in (
                select booked.source_name from {{ ref('bill_accounts') }} as booked
            )
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

examined as (
    select
        fate.bill_line_id,
        fate.line_amount,
        fate.fate_code,
        coalesce(fate.reason_code, 'none') as reason_code,
        told.fate_code as told_fate_code,
        told.reason_code as told_reason_code,
        count(case when fate.fate_code <> 'duplicate' then 1 end)
            over (partition by fate.bill_line_id) as counted_count
    from {{ ref('bill_line_fate') }} as fate
    left join told on fate.bill_line_id = told.bill_line_id
)

select
    bill_line_id as examined_id,
    cast(1 as decimal(18, 2)) as expected_amount,
    cast(counted_count as decimal(18, 2)) as actual_amount
from examined
where
    counted_count <> 1
    or (
        fate_code <> 'duplicate'
        and (
            fate_code is distinct from told_fate_code
            or reason_code is distinct from told_reason_code
        )
    )

union all

{{ examined_nothing(ref('bill_line_fact')) }}
