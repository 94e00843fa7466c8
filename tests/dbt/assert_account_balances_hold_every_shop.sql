-- Lost otherwise: a shop: the balance of an account is the sum over its shops, and the leaves add
-- up to zero.
{{ config(meta={'dagster': {'ref': {'name': 'analysis_account_balance'}}}) }}
with

balances as (
    select
        accounting_period,
        account_code,
        sum(ending_balance) as ending_balance
    from {{ ref('account_balance') }}
    group by accounting_period, account_code
),

examined as (
    select
        balances.accounting_period,
        balances.account_code,
        balances.ending_balance as expected_amount,
        coalesce(marts.ending_balance, 0) as actual_amount
    from balances
    left join {{ ref('analysis_account_balance') }} as marts
        on
            balances.accounting_period = marts.accounting_period
            and balances.account_code = marts.account_code
)

select
    account_code || ' ' || accounting_period as examined_id,
    expected_amount,
    actual_amount
from examined
where expected_amount <> actual_amount

union all

{{ examined_nothing() }}
