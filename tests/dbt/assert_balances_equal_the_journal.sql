-- Lost otherwise: balances that the journal does not give. Recomputed along the chart's parent
-- links, each period from the first line on.
{{ config(meta={'dagster': {'ref': {'name': 'account_balance'}}}) }}
with recursive

account as (
    select
        account_code,
        parent_account_code
    from {{ ref('account_dim') }}
),

ancestor as (
    select
        account_code as leaf_code,
        account_code,
        parent_account_code
    from account

    union all

    select
        ancestor.leaf_code,
        account.account_code,
        account.parent_account_code
    from ancestor
    inner join account on ancestor.parent_account_code = account.account_code
),

posted as (
    select
        account_code,
        shop_id,
        {{ accounting_period('voucher_date') }} as accounting_period,
        sum(debit_amount) as debit_amount,
        sum(credit_amount) as credit_amount
    from {{ ref('journal') }}
    group by account_code, shop_id, {{ accounting_period('voucher_date') }}
),

examined as (
    select * from {{ ref('account_balance') }}
),

recomputed as (
    select
        examined.accounting_period,
        examined.account_code,
        examined.shop_id,
        sum(
            case
                when posted.accounting_period = examined.accounting_period
                    then posted.debit_amount
                else 0
            end
        ) as debit_amount,
        sum(
            case
                when posted.accounting_period = examined.accounting_period
                    then posted.credit_amount
                else 0
            end
        ) as credit_amount,
        sum(posted.debit_amount - posted.credit_amount) as ending_balance
    from examined
    inner join ancestor on examined.account_code = ancestor.account_code
    inner join posted
        on
            ancestor.leaf_code = posted.account_code
            and examined.shop_id = posted.shop_id
            and examined.accounting_period >= posted.accounting_period
    group by examined.accounting_period, examined.account_code, examined.shop_id
),

unknown_posting as (
    select posted.account_code || ' ' || posted.shop_id as examined_id
    from posted
    left join examined
        on posted.account_code = examined.account_code and posted.shop_id = examined.shop_id
    where examined.account_code is null
)

select
    examined.account_code || ' ' || examined.shop_id || ' ' || examined.accounting_period
        as examined_id,
    recomputed.ending_balance as expected_amount,
    examined.ending_balance as actual_amount
from examined
left join recomputed
    on
        examined.accounting_period = recomputed.accounting_period
        and examined.account_code = recomputed.account_code
        and examined.shop_id = recomputed.shop_id
where
    examined.debit_amount <> coalesce(recomputed.debit_amount, 0)
    or examined.credit_amount <> coalesce(recomputed.credit_amount, 0)
    or examined.ending_balance <> coalesce(recomputed.ending_balance, 0)

union all

select
    examined_id,
    cast(null as decimal(18, 2)) as expected_amount,
    cast(null as decimal(18, 2)) as actual_amount
from unknown_posting

union all

{{ examined_nothing() }}
