-- Lost otherwise: which of two bills a posted amount comes from, or one of two movements that share
-- a number. A movement that two rows tell with different amounts is posted by neither.
{{ config(meta={'dagster': {'ref': {'name': 'bill_line_fate'}}}) }}
with

version as (
    select
        bill_line_id,
        min(line_amount) as least_amount,
        max(line_amount) as greatest_amount
    from {{ ref('bill_line_fact') }}
    where bill_kind not in ('order', 'after_sale', 'order_header')
    group by bill_line_id
),

examined as (
    select
        fate.bill_line_id as examined_id,
        version.least_amount as expected_amount,
        version.greatest_amount as actual_amount
    from {{ ref('bill_line_fate') }} as fate
    inner join version on fate.bill_line_id = version.bill_line_id
    where fate.fate_code = 'posted'
)

select * from examined
where expected_amount <> actual_amount

union all

{{ examined_nothing() }}
