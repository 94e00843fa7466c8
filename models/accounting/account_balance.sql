-- Grain: account × period × shop: every account of the chart in every period of the books, with entries or without,
-- parents included. Sum leaves only (is_leaf). Balances are debit minus credit.
with

account as (
    select * from {{ ref('account_dim') }}
),

closing as (
    select * from {{ ref('posting_period_close') }}

    union all

    select * from {{ ref('posting_year_close') }}
),

movement as (
    select
        account_code,
        accounting_period,
        shop_id,
        debit_amount,
        credit_amount,
        transaction_count
    from {{ ref('account_movement') }}

    union all

    select
        account_code,
        accounting_period,
        shop_id,
        sum(debit_amount) as debit_amount,
        sum(credit_amount) as credit_amount,
        count(*) as transaction_count
    from closing
    group by account_code, accounting_period, shop_id
),

period as (
    select distinct date_dim.accounting_period
    from {{ ref('date_dim') }} as date_dim
    inner join (
        select min(accounting_period) as first_period, max(accounting_period) as last_period
        from movement
    ) as book
        on date_dim.accounting_period between book.first_period and book.last_period
),

shop as (
    select distinct shop_id from movement
),

-- A parent's code begins its children's codes.
rolled_up as (
    select
        account.account_code,
        movement.accounting_period,
        movement.shop_id,
        sum(movement.debit_amount) as debit_amount,
        sum(movement.credit_amount) as credit_amount,
        sum(movement.transaction_count) as transaction_count
    from account
    inner join movement
        on substring(movement.account_code, 1, length(account.account_code)) = account.account_code
    group by account.account_code, movement.accounting_period, movement.shop_id
),

running as (
    select
        period.accounting_period,
        account.account_code,
        shop.shop_id,
        coalesce(rolled_up.debit_amount, 0) as debit_amount,
        coalesce(rolled_up.credit_amount, 0) as credit_amount,
        coalesce(rolled_up.transaction_count, 0) as transaction_count,
        sum(coalesce(rolled_up.debit_amount - rolled_up.credit_amount, 0)) over (
            partition by account.account_code, shop.shop_id
            order by period.accounting_period
            rows between unbounded preceding and current row
        ) as ending_balance
    from period
    cross join account
    cross join shop
    left join rolled_up
        on
            rolled_up.accounting_period = period.accounting_period
            and rolled_up.account_code = account.account_code
            and rolled_up.shop_id = shop.shop_id
),

account_balance as (
    select
        running.accounting_period,
        running.account_code,
        account.account_name,
        account.account_level,
        account.parent_account_code,
        account.is_leaf,
        running.shop_id,
        cast(running.ending_balance - running.debit_amount + running.credit_amount as decimal(18, 2))
            as opening_balance,
        cast(running.debit_amount as decimal(18, 2)) as debit_amount,
        cast(running.credit_amount as decimal(18, 2)) as credit_amount,
        cast(running.ending_balance as decimal(18, 2)) as ending_balance,
        cast(running.transaction_count as bigint) as transaction_count
    from running
    inner join account on account.account_code = running.account_code
)

select * from account_balance
