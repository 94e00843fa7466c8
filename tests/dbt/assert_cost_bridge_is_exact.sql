-- Lost otherwise: a bridge (价量结构桥) that finance can add up: its effects are the change of every
-- cell, and its changes those of the books.
{{ config(meta={'dagster': {'ref': {'name': 'analysis_cost_bridge'}}}) }}
with

structure as (
    select
        {{ accounting_period('date_period') }} as accounting_period,
        accounting_item_id as account_code,
        total_amount
    from {{ ref('analysis_expense_structure') }}
),

periods as (
    select
        accounting_period,
        lag(accounting_period) over (order by accounting_period asc) as base_period
    from {{ ref('analysis_feature_cost') }}
    group by accounting_period
),

book_changes as (
    select
        periods.accounting_period,
        structure.account_code,
        sum(
            case
                when structure.accounting_period = periods.accounting_period
                    then structure.total_amount
                else -structure.total_amount
            end
        ) as change_amount
    from periods
    inner join structure
        on structure.accounting_period in (periods.accounting_period, periods.base_period)
    where periods.base_period is not null
    group by periods.accounting_period, structure.account_code
),

bridge as (
    select
        accounting_period,
        account_code,
        sum(change_amount) as change_amount,
        count(
            case
                when
                    volume_effect_amount + mix_effect_amount + price_effect_amount
                    + fixed_effect_amount <> change_amount
                    then 1
            end
        ) as broken_count
    from {{ ref('analysis_cost_bridge') }}
    group by accounting_period, account_code
),

examined as (
    select
        coalesce(book_changes.accounting_period, bridge.accounting_period) as accounting_period,
        coalesce(book_changes.account_code, bridge.account_code) as account_code,
        coalesce(book_changes.change_amount, 0) as expected_amount,
        coalesce(bridge.change_amount, 0) as actual_amount,
        coalesce(bridge.broken_count, 0) as broken_count
    from book_changes
    full join bridge
        on
            book_changes.accounting_period = bridge.accounting_period
            and book_changes.account_code = bridge.account_code
)

select
    account_code || ' ' || accounting_period as examined_id,
    expected_amount,
    actual_amount
from examined
where expected_amount <> actual_amount or broken_count > 0

union all

{{ examined_nothing(ref('analysis_cost_change')) }}
