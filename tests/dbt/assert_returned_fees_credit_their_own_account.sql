-- Lost otherwise: a fee that comes back to another account than the one it was charged to. A
-- component, a remark and a scene each have one expense account, whichever way the money goes.
{{ config(meta={'dagster': {'ref': {'name': 'fee_type_mappings'}}}) }}
with

fees as (
    select
        mappings.platform_code,
        mappings.bill_kind,
        rules.account_code,
        case
            when mappings.component_code not in ('line', '*')
                then 'component ' || mappings.component_code
            when mappings.remark_like <> '%' then 'remark ' || mappings.remark_like
            else 'scene ' || mappings.scene_name
        end as wording
    from {{ ref('fee_type_mappings') }} as mappings
    inner join {{ ref('fee_types') }} as fee_types
        on mappings.fee_type_code = fee_types.fee_type_code
    inner join {{ ref('posting_rules') }} as rules
        on
            mappings.fee_type_code = rules.component_code
            and rules.event_code = 'fund_flow'
    where fee_types.is_expense
),

examined as (
    select
        platform_code || ' ' || bill_kind || ' ' || wording as examined_id,
        cast(1 as decimal(18, 2)) as expected_amount,
        cast(count(distinct account_code) as decimal(18, 2)) as actual_amount
    from fees
    group by platform_code, bill_kind, wording
)

select
    examined_id,
    expected_amount,
    actual_amount
from examined
where expected_amount <> actual_amount

union all

{{ examined_nothing() }}
