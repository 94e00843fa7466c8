-- Lost otherwise: one of two movements that share a flow number. Downloads of it agree on the
-- amount.
{{ config(meta={'dagster': {'ref': {'name': 'bill_line_fact'}}}) }}
with examined as (
    select
        bill_line_id as examined_id,
        min(line_amount) as expected_amount,
        max(line_amount) as actual_amount
    from {{ ref('bill_line_fact') }}
    where bill_kind in ('fund_flow', 'settlement', 'bank', 'courier', 'erp_purchase', 'erp_stock')
    group by bill_line_id
)

select * from examined
where expected_amount is distinct from actual_amount
