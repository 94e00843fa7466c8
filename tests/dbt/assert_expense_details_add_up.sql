-- Lost otherwise: the way from an expense down to its bill lines: Σ detail = the figure above,
-- account by account and month by month.
{{ config(meta={'dagster': {'ref': {'name': 'detail_expense'}}}) }}
with

details as (
    select
        accounting_period,
        accounting_item_id,
        sum(amount) as actual_amount
    from {{ ref('detail_expense') }}
    group by accounting_period, accounting_item_id
),

structure as (
    select
        {{ accounting_period('date_period') }} as accounting_period,
        accounting_item_id,
        total_amount as expected_amount
    from {{ ref('analysis_expense_structure') }}
),

examined as (
    select
        coalesce(structure.accounting_period, details.accounting_period) as accounting_period,
        coalesce(structure.accounting_item_id, details.accounting_item_id) as accounting_item_id,
        coalesce(structure.expected_amount, 0) as expected_amount,
        coalesce(details.actual_amount, 0) as actual_amount
    from structure
    full outer join details
        on
            structure.accounting_period = details.accounting_period
            and structure.accounting_item_id = details.accounting_item_id
)

select
    accounting_item_id || ' ' || accounting_period as examined_id,
    expected_amount,
    actual_amount
from examined
where expected_amount <> actual_amount

union all

{{ examined_nothing() }}
