-- Lost otherwise: a mapping that can never match, since remarks are compared without ASCII letters
-- and digits.
{{ config(meta={'dagster': {'ref': {'name': 'fee_type_mappings'}}}) }}
select
    platform_code,
    scene_name,
    remark_like
from {{ ref('fee_type_mappings') }}
where {{ regex_remove('remark_like', '[0-9A-Za-z]+') }} <> remark_like
