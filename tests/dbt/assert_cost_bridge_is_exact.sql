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

bridge as (
    select
        accounting_period,
        base_period,
        account_code,
        sum(change_amount) as change_amount,
        sum(
            volume_effect_amount + mix_effect_amount + price_effect_amount + fixed_effect_amount
        ) as effect_amount,
        count(
            case
                when
                    volume_effect_amount + mix_effect_amount + price_effect_amount
                    + fixed_effect_amount <> change_amount
                    then 1
            end
        ) as broken_count
    from {{ ref('analysis_cost_bridge') }}
    group by accounting_period, base_period, account_code
),

examined as (
    select
        bridge.*,
        coalesce(this_month.total_amount, 0) - coalesce(base_month.total_amount, 0)
            as expected_amount
    from bridge
    left join structure as this_month
        on
            bridge.accounting_period = this_month.accounting_period
            and bridge.account_code = this_month.account_code
    left join structure as base_month
        on
            bridge.base_period = base_month.accounting_period
            and bridge.account_code = base_month.account_code
)

select
    account_code || ' ' || accounting_period as examined_id,
    expected_amount,
    effect_amount as actual_amount
from examined
where expected_amount <> change_amount or change_amount <> effect_amount or broken_count > 0

union all

{{ examined_nothing(ref('analysis_cost_change')) }}
