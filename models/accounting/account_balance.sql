-- Grain: account × period × shop: every account of the chart in every period of the books, with
-- entries or without, parents included. Sum leaves only (is_leaf). Balances are debit minus
-- credit.
with

account as (
    select * from {{ ref('account_dim') }}
),

turnover as (
    select * from {{ ref('account_turnover') }}
),

book as (
    select
        min(accounting_period) as first_period,
        max(accounting_period) as last_period
    from turnover
),

period as (
    select distinct date_dim.accounting_period
    from {{ ref('date_dim') }} as date_dim
    inner join book
        on date_dim.accounting_period between book.first_period and book.last_period
),

shop as (
    select distinct shop_id from turnover
),

running as (
    select
        period.accounting_period,
        account.account_code,
        account.account_name,
        account.account_level,
        account.parent_account_code,
        account.is_leaf,
        shop.shop_id,
        coalesce(turnover.debit_amount, 0) as debit_amount,
        coalesce(turnover.credit_amount, 0) as credit_amount,
        coalesce(turnover.transaction_count, 0) as transaction_count,
        sum(coalesce(turnover.debit_amount - turnover.credit_amount, 0)) over (
            partition by account.account_code, shop.shop_id
            order by period.accounting_period
            rows between unbounded preceding and current row
        ) as ending_balance
    from period
    cross join account
    cross join shop
    left join turnover
        on
            period.accounting_period = turnover.accounting_period
            and account.account_code = turnover.account_code
            and shop.shop_id = turnover.shop_id
),

account_balance as (
    select
        accounting_period,
        account_code,
        account_name,
        account_level,
        parent_account_code,
        is_leaf,
        shop_id,
        cast(ending_balance - debit_amount + credit_amount as decimal(18, 2)) as opening_balance,
        cast(debit_amount as decimal(18, 2)) as debit_amount,
        cast(credit_amount as decimal(18, 2)) as credit_amount,
        cast(ending_balance as decimal(18, 2)) as ending_balance,
        cast(transaction_count as bigint) as transaction_count
    from running
)

select * from account_balance
