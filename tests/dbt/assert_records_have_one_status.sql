-- Lost otherwise: a break nobody sees. Per reconciliation success + failed + manual + ignored +
-- pending = all records, in count and in yuan; a record that is no plain success names a reason
-- that stands for its status.
{{ config(meta={'dagster': {'ref': {'name': 'reconciliation_record'}}}) }}
with

judged as (
    select
        records.recon_type,
        statuses.quality_class_code,
        abs(records.left_amount) + abs(records.right_amount) as amount,
        case
            when records.reason_code is null then records.status_code <> 'success'
            else reasons.status_code is null or reasons.status_code <> records.status_code
        end as is_unexplained
    from {{ ref('reconciliation_record') }} as records
    left join {{ ref('reconciliation_statuses') }} as statuses
        on records.status_code = statuses.status_code
    left join {{ ref('reconciliation_reasons') }} as reasons
        on records.reason_code = reasons.reason_code
),

examined as (
    select
        recon_type,
        sum(amount) as amount,
        sum(case
            when quality_class_code in ('success', 'failed', 'manual', 'ignored', 'pending')
                then amount
            else 0
        end) as classed_amount,
        count(*) as record_count,
        count(quality_class_code) as classed_count,
        sum(case when is_unexplained then 1 else 0 end) as unexplained_count
    from judged
    group by recon_type
)

select
    recon_type as examined_id,
    amount as expected_amount,
    classed_amount as actual_amount
from examined
where amount <> classed_amount or record_count <> classed_count or unexplained_count > 0

union all

{{ examined_nothing(ref('transaction_fact')) }}
