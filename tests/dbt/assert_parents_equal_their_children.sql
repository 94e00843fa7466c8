-- Lost otherwise: the levels of the chart. A parent's opening, debit, credit and closing are the
-- sums of its children's.
{{ config(meta={'dagster': {'ref': {'name': 'account_balance'}}}) }}
with

account_balance as (
    select * from {{ ref('account_balance') }}
),

children as (
    select
        parent_account_code as account_code,
        accounting_period,
        shop_id,
        sum(opening_balance) as opening_balance,
        sum(debit_amount) as debit_amount,
        sum(credit_amount) as credit_amount,
        sum(ending_balance) as ending_balance
    from account_balance
    where parent_account_code is not null
    group by parent_account_code, accounting_period, shop_id
),

examined as (
    select
        account_balance.*,
        children.opening_balance as children_opening_balance,
        children.debit_amount as children_debit_amount,
        children.credit_amount as children_credit_amount,
        children.ending_balance as children_ending_balance
    from account_balance
    left join children
        on
            account_balance.account_code = children.account_code
            and account_balance.accounting_period = children.accounting_period
            and account_balance.shop_id = children.shop_id
    where not account_balance.is_leaf
)

select
    account_code || ' ' || shop_id || ' ' || accounting_period as examined_id,
    children_ending_balance as expected_amount,
    ending_balance as actual_amount
from examined
where
    children_ending_balance is null
    or opening_balance <> children_opening_balance
    or debit_amount <> children_debit_amount
    or credit_amount <> children_credit_amount
    or ending_balance <> children_ending_balance

union all

{{ examined_nothing() }}
