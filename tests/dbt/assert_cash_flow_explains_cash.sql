-- Lost otherwise: cash that the statement does not explain. Net increase = change of 货币资金; closing
-- cash = Σ cash accounts.
{{ config(meta={'dagster': {'ref': {'name': 'cash_flow_statement'}}}) }}
with

sheet as (
    select * from {{ ref('balance_sheet') }}
    where statement_line_code = 'monetary_funds'
),

cash_account as (
    select
        account_balance.accounting_period,
        sum(account_balance.ending_balance) as ending_balance
    from {{ ref('account_balance') }} as account_balance
    inner join {{ ref('account_dim') }} as account_dim
        on account_balance.account_code = account_dim.account_code
    where account_dim.is_cash
    group by account_balance.accounting_period
),

flow as (
    select
        accounting_period,
        max(case when statement_line_code = 'net_increase_in_cash' then period_amount end)
            as increase_amount,
        max(case when statement_line_code = 'ending_cash' then period_amount end)
            as ending_cash_amount,
        max(case when statement_line_code = 'ending_cash' then year_to_date_amount end)
            as year_to_date_cash_amount
    from {{ ref('cash_flow_statement') }}
    group by accounting_period
),

examined as (
    select
        sheet.accounting_period,
        cash_account.ending_balance,
        flow.increase_amount,
        flow.ending_cash_amount,
        flow.year_to_date_cash_amount,
        sheet.ending_amount - sheet.opening_amount as sheet_increase_amount
    from sheet
    left join cash_account on sheet.accounting_period = cash_account.accounting_period
    left join flow on sheet.accounting_period = flow.accounting_period
)

select
    accounting_period as examined_id,
    sheet_increase_amount as expected_amount,
    increase_amount as actual_amount
from examined
where
    increase_amount is null
    or ending_cash_amount is null
    or increase_amount <> sheet_increase_amount
    or ending_cash_amount <> ending_balance
    or year_to_date_cash_amount <> ending_balance

union all

{{ examined_nothing() }}
