-- Lost otherwise: a difference hidden in a success. |difference| ≤ the tolerance of the rule that
-- the record names, and the rule was in force on the record's date.
{{ config(meta={'dagster': {'ref': {'name': 'reconciliation_record'}}}) }}
with

examined as (
    select
        records.reconciliation_id as examined_id,
        rules.tolerance_amount as expected_amount,
        records.left_amount - records.right_amount as actual_amount,
        rules.recon_type = records.recon_type
        and records.record_date >= rules.valid_from
        and records.record_date < rules.valid_to as is_in_force
    from {{ ref('reconciliation_record') }} as records
    left join {{ ref('reconciliation_rules') }} as rules on records.rule_code = rules.rule_code
    where records.status_code = 'success'
)

select
    examined_id,
    expected_amount,
    actual_amount
from examined
where
    expected_amount is null
    or abs(actual_amount) > expected_amount
    or not is_in_force

union all

{{ examined_nothing(ref('reconciliation_record')) }}
