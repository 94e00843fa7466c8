-- Lost otherwise: money of a fund flow or settlement line that no component carries.
{{ config(meta={'dagster': {'ref': {'name': 'transaction_fact'}}}) }}
with bill_lines as (
    select
        bill_line_id,
        line_amount
    from {{ ref('bill_line_fact') }}
    where bill_kind in ('fund_flow', 'settlement') and not is_duplicate
),

components as (
    select
        bill_line_id,
        sum(amount) as component_amount
    from {{ ref('transaction_fact') }}
    group by bill_line_id
),

examined as (
    select
        bill_line.bill_line_id as examined_id,
        bill_line.line_amount as expected_amount,
        cast(component.component_amount as decimal(18, 2)) as actual_amount
    from bill_lines as bill_line
    left join components as component on bill_line.bill_line_id = component.bill_line_id
)

select * from examined
where expected_amount is distinct from actual_amount or expected_amount is null

union all

{{ examined_nothing(ref('transaction_fact')) }}
