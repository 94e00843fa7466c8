-- Grain: account × period × shop with entries (发生额), closing entries included, parents included:
-- sum leaves only.
with

account as (
    select * from {{ ref('account_dim') }}
),

closing as (
    select * from {{ ref('posting_vat_transfer') }}

    union all

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

-- A parent's code begins its children's codes.
account_turnover as (
    select
        account.account_code,
        movement.accounting_period,
        movement.shop_id,
        cast(sum(movement.debit_amount) as decimal(18, 2)) as debit_amount,
        cast(sum(movement.credit_amount) as decimal(18, 2)) as credit_amount,
        cast(sum(movement.transaction_count) as bigint) as transaction_count
    from account
    inner join movement
        on account.account_code = substring(movement.account_code, 1, length(account.account_code))
    group by account.account_code, movement.accounting_period, movement.shop_id
)

select * from account_turnover
