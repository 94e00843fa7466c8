-- Lost otherwise: which of two bills a posted amount comes from, or one of two movements that share
-- a number. A movement that two rows tell with different amounts is contested, no other is, and it
-- is posted by neither.
{{ config(meta={'dagster': {'ref': {'name': 'bill_line_fate'}}}) }}
with

version as (
    select
        bill_line_id,
        min(line_amount) as least_amount,
        max(line_amount) as greatest_amount
    from {{ ref('bill_line_fact') }}
    where
        bill_kind not in (
            'order', 'after_sale', 'order_header', 'memo', 'erp_cost', 'erp_product'
        )
    group by bill_line_id
),

examined as (
    select
        version.bill_line_id as examined_id,
        version.least_amount as expected_amount,
        version.greatest_amount as actual_amount,
        contested.bill_line_id is not null as is_contested,
        fate.bill_line_id is not null as is_posted
    from version
    left join {{ ref('recon_contested_lines') }} as contested
        on version.bill_line_id = contested.bill_line_id
    left join {{ ref('bill_line_fate') }} as fate
        on version.bill_line_id = fate.bill_line_id and fate.fate_code = 'posted'
)

select
    examined_id,
    expected_amount,
    actual_amount
from examined
where
    coalesce(expected_amount <> actual_amount, false) <> is_contested
    or (is_contested and is_posted)

union all

{{ examined_nothing() }}
