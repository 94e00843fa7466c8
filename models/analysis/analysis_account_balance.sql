-- Grain: period × account, parents included: sum leaves only (is_leaf).
-- Balances are debit minus credit.
with
balances as (
    select * from {{ ref('account_balance') }}
),

shops as (
    select distinct
        shop_id,
        platform_code
    from {{ ref('channel_dim') }}
),

platforms as (
    select
        balances.accounting_period,
        balances.account_code,
        cast(sum(balances.ending_balance) as decimal(18, 2)) as ending_balance,
        coalesce(shops.platform_code, 'company') as platform_code
    from balances
    left join shops on balances.shop_id = shops.shop_id
    group by
        balances.accounting_period, balances.account_code, coalesce(shops.platform_code, 'company')
),

breakdowns as (
    select
        accounting_period,
        account_code,
        '{' || {{ dbt.listagg(
            "'\"' || platform_code || '\": ' || cast(ending_balance as text)",
            "', '",
            'order by platform_code',
        ) }} || '}' as platform_breakdown
    from platforms
    group by accounting_period, account_code
),

totals as (
    select
        accounting_period,
        account_code,
        account_name,
        account_level,
        parent_account_code,
        is_leaf,
        cast(sum(opening_balance) as decimal(18, 2)) as opening_balance,
        cast(sum(debit_amount) as decimal(18, 2)) as debit_amount,
        cast(sum(credit_amount) as decimal(18, 2)) as credit_amount,
        cast(sum(ending_balance) as decimal(18, 2)) as ending_balance,
        cast(sum(transaction_count) as bigint) as transaction_count
    from balances
    group by
        accounting_period, account_code, account_name, account_level, parent_account_code, is_leaf
),

analysis_account_balance as (
    select
        totals.*,
        breakdowns.platform_breakdown,
        cast(
            round({{ money_ratio(
                '(totals.debit_amount + totals.credit_amount)', 'totals.transaction_count'
            ) }}, 2) as decimal(18, 2)
        ) as avg_transaction_amount
    from totals
    inner join breakdowns
        on
            totals.accounting_period = breakdowns.accounting_period
            and totals.account_code = breakdowns.account_code
)

select * from analysis_account_balance
