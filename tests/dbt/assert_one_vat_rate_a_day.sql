-- Lost otherwise: a sale taxed twice, or not at all. A class has exactly one rate on each day it
-- has any.
{{ config(meta={'dagster': {'ref': {'name': 'vat_rates'}}}) }}
with

examined as (
    select
        tax_class_code,
        valid_from,
        valid_to,
        lead(valid_from) over (partition by tax_class_code order by valid_from asc) as next_from
    from {{ ref('vat_rates') }}
)

select
    tax_class_code || ' ' || cast(valid_from as text) as examined_id,
    cast(null as decimal(18, 2)) as expected_amount,
    cast(null as decimal(18, 2)) as actual_amount
from examined
where valid_from >= valid_to or valid_to <> coalesce(next_from, cast('9999-12-31' as date))

union all

{{ examined_nothing() }}
