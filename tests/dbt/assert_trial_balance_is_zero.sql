-- Lost otherwise: the trial balance (试算平衡). Movements and closing balances of all leaf accounts
-- sum to zero in every period.
{{ config(meta={'dagster': {'ref': {'name': 'account_balance'}}}) }}
with

examined as (
    select
        accounting_period,
        sum(debit_amount) as debit_amount,
        sum(credit_amount) as credit_amount,
        sum(ending_balance) as ending_balance
    from {{ ref('account_balance') }}
    where is_leaf
    group by accounting_period
)

select
    accounting_period as examined_id,
    debit_amount as expected_amount,
    credit_amount as actual_amount
from examined
where debit_amount <> credit_amount or ending_balance <> 0

union all

{{ examined_nothing() }}
