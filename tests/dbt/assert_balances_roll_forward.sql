-- Lost otherwise: continuity. Closing = opening + debit − credit, and every account, dormant ones
-- too, opens where it closed.
{{ config(meta={'dagster': {'ref': {'name': 'account_balance'}}}) }}
with

account_balance as (
    select * from {{ ref('account_balance') }}
),

extent as (
    select count(distinct accounting_period) as period_count
    from account_balance
),

examined as (
    select
        account_code,
        shop_id,
        accounting_period,
        opening_balance,
        debit_amount,
        credit_amount,
        ending_balance,
        lag(ending_balance, 1, cast(0 as decimal(18, 2))) over (
            partition by account_code, shop_id order by accounting_period
        ) as previous_balance,
        count(*) over (partition by account_code, shop_id) as period_count
    from account_balance
)

select
    examined.account_code || ' ' || examined.shop_id || ' ' || examined.accounting_period
        as examined_id,
    examined.previous_balance + examined.debit_amount - examined.credit_amount as expected_amount,
    examined.ending_balance as actual_amount
from examined
cross join extent
where
    examined.ending_balance
    <> examined.opening_balance + examined.debit_amount - examined.credit_amount
    or examined.opening_balance <> examined.previous_balance
    or examined.period_count <> extent.period_count

union all

{{ examined_nothing() }}
