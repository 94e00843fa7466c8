-- Lost otherwise: a completion rate that hides nothing: the outcomes add up to the records, and
-- the records are all there.
{{ config(meta={'dagster': {'ref': {'name': 'analysis_reconciliation_quality'}}}) }}
with

records as (
    select
        recon_type,
        count(*) as record_count
    from {{ ref('reconciliation_record') }}
    group by recon_type
),

quality as (
    select
        recon_type,
        sum(total_records) as total_records,
        sum(success_count + failed_count + manual_count + ignored_count + pending_count)
            as outcome_count
    from {{ ref('analysis_reconciliation_quality') }}
    group by recon_type
),

examined as (
    select
        records.recon_type,
        records.record_count,
        coalesce(quality.total_records, 0) as total_records,
        coalesce(quality.outcome_count, 0) as outcome_count
    from records
    left join quality on records.recon_type = quality.recon_type
)

select
    recon_type as examined_id,
    cast(record_count as decimal(18, 2)) as expected_amount,
    cast(outcome_count as decimal(18, 2)) as actual_amount
from examined
where record_count <> total_records or record_count <> outcome_count

union all

{{ examined_nothing(ref('reconciliation_record')) }}
