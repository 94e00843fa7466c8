-- Lost otherwise: a fee type, line kind or bank event that no rule posts, or posts on one side
-- only.
{{ config(meta={'dagster': {'ref': {'name': 'journal'}}}) }}
with

component as (
    select
        'fund_flow' as event_code,
        fee_type_code as component_code
    from {{ ref('fee_type_dim') }}
    where fee_type_code <> 'unmapped'

    union

    select
        'sale' as event_code,
        line_kind as component_code
    from {{ ref('order_line_kinds') }}

    union

    select
        'bank' as event_code,
        bank_event_code as component_code
    from {{ ref('bank_event_mappings') }}

    union

    select
        'sale' as event_code,
        'goods' as component_code

    union

    select
        'refund' as event_code,
        line_kind as component_code
    from {{ ref('order_line_kinds') }}
),

platform as (
    select distinct platform_code from {{ ref('shops') }}
),

examined as (
    select
        component.event_code,
        component.component_code,
        platform.platform_code,
        count(distinct posting_rules.side_code) as side_count,
        count(posting_rules.account_code) as rule_count
    from component
    cross join platform
    left join {{ ref('posting_rules') }} as posting_rules
        on
            component.event_code = posting_rules.event_code
            and component.component_code = posting_rules.component_code
            and posting_rules.platform_code in ('*', platform.platform_code)
    group by component.event_code, component.component_code, platform.platform_code
)

select
    event_code || ' ' || component_code || ' ' || platform_code as examined_id,
    cast(2 as decimal(18, 2)) as expected_amount,
    cast(side_count as decimal(18, 2)) as actual_amount
from examined
where
    (event_code = 'fund_flow' and rule_count <> 1)
    or (event_code <> 'fund_flow' and side_count <> 2)

union all

{{ examined_nothing() }}
