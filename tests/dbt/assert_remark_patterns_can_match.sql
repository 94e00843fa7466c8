-- Lost otherwise: a mapping that can never match, since remarks are compared without ASCII letters
-- and digits.
{{ config(meta={'dagster': {'ref': {'name': 'fee_type_mappings'}}}) }}
with

examined as (
    select
        platform_code,
        scene_name,
        remark_like
    from {{ ref('fee_type_mappings') }}
    where remark_like is not null
)

select
    platform_code || ' ' || scene_name || ' ' || remark_like as examined_id,
    cast(null as decimal(18, 2)) as expected_amount,
    cast(null as decimal(18, 2)) as actual_amount
from examined
where {{ regex_remove('remark_like', '[0-9A-Za-z]+') }} <> remark_like

union all

{{ examined_nothing() }}
