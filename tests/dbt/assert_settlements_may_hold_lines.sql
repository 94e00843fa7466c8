-- Lost otherwise: a settled line that no mapping knows, dropped from the settlement side and so
-- from what the wallet owes. A platform that issues statements has a term for what is held.
{{ config(meta={'dagster': {'ref': {'name': 'settlement_formulas'}}}) }}
with examined as (
    select
        sources.platform_code,
        count(formulas.platform_code) as term_count
    from {{ ref('settlement_sources') }} as sources
    left join {{ ref('settlement_formulas') }} as formulas
        on
            sources.platform_code = formulas.platform_code
            and formulas.fee_type_code = 'unmapped'
            and formulas.term_code = 'held'
            and formulas.side_code = 'held'
    where sources.bill_kind = 'settlement'
    group by sources.platform_code
)

select
    platform_code as examined_id,
    cast(1 as decimal(18, 2)) as expected_amount,
    cast(term_count as decimal(18, 2)) as actual_amount
from examined
where term_count <> 1

union all

{{ examined_nothing(ref('settlement_sources')) }}
