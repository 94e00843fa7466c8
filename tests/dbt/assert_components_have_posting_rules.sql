-- Lost otherwise: a fee type, line kind or bank event that no rule posts, or posts on one side only.
{{ config(meta={'dagster': {'ref': {'name': 'account_dim'}}}) }}
with

platform as (
    select distinct platform_code from {{ ref('shops') }}
),

line_kind as (
    select line_kind from {{ ref('order_line_kinds') }}
    union
    select 'goods' as line_kind
),

component as (
    select 'fund_flow' as event_code, fee_type_code as component_code, platform_code
    from {{ ref('fee_type_dim') }}
    cross join platform
    where fee_type_code <> 'unmapped'

    union all

    select 'sale' as event_code, line_kind as component_code, platform_code
    from line_kind
    cross join platform

    union all

    select 'refund' as event_code, line_kind as component_code, platform_code
    from line_kind
    cross join platform

    union all

    select distinct
        'bank' as event_code,
        bank_event_code as component_code,
        cast(null as text) as platform_code
    from {{ ref('bank_event_mappings') }}
),

examined as (
    select
        component.event_code,
        component.component_code,
        component.platform_code,
        count(distinct rule.side_code) as side_count,
        count(rule.account_code) as rule_count
    from component
    left join {{ ref('posting_rules') }} as rule
        on
            rule.event_code = component.event_code
            and rule.component_code = component.component_code
            and (rule.platform_code = '*' or rule.platform_code = component.platform_code)
    group by component.event_code, component.component_code, component.platform_code
)

select
    event_code || ' ' || component_code || ' ' || coalesce(platform_code, '*') as examined_id,
    cast(2 as decimal(18, 2)) as expected_amount,
    cast(side_count as decimal(18, 2)) as actual_amount
from examined
where
    (event_code = 'fund_flow' and rule_count <> 1)
    or (event_code <> 'fund_flow' and side_count <> 2)

union all

{{ examined_nothing() }}
