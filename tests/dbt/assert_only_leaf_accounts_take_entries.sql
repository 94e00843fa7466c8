-- Lost otherwise: entries on a summary account, or on one outside the chart, would be in no
-- statement.
{{ config(meta={'dagster': {'ref': {'name': 'journal'}}}) }}
with

examined as (
    select
        account_code,
        sum(debit_amount - credit_amount) as amount
    from {{ ref('journal') }}
    group by account_code
),

leaf as (
    select account_code from {{ ref('account_dim') }}
    where is_leaf
)

select
    examined.account_code as examined_id,
    cast(0 as decimal(18, 2)) as expected_amount,
    examined.amount as actual_amount
from examined
left join leaf on examined.account_code = leaf.account_code
where leaf.account_code is null

union all

{{ examined_nothing() }}
