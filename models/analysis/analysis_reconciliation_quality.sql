-- Grain: month × platform × reconciliation type. Amounts must not be summed over recon_type.
-- success + failed + manual + ignored + pending = total; completed = success + manual + ignored.
with
records as (
    select * from {{ ref('reconciliation_record') }}
),

statuses as (
    select * from {{ ref('reconciliation_statuses') }}
),

outcomes as (
    select
        cast({{ dbt.date_trunc('month', 'record.record_date') }} as date) as date_period,
        coalesce(record.platform_code, 'company') as platform,
        record.recon_type,
        status.quality_class_code as outcome_code,
        record.difference_amount,
        record.left_count - record.right_count as difference_count
    from records as record
    left join statuses as status on record.status_code = status.status_code
),

counted as (
    select
        date_period,
        platform,
        recon_type,
        count(*) as total_records,
        {% for outcome in ['success', 'failed', 'manual', 'ignored', 'pending'] -%}
            count(case when outcome_code = '{{ outcome }}' then 1 end) as {{ outcome }}_count,
        {% endfor -%}
        cast(
            sum(case when outcome_code = 'failed' then abs(difference_amount) else 0 end)
            as decimal(18, 2)
        ) as amount_difference,
        cast(
            sum(case when outcome_code = 'failed' then abs(difference_count) else 0 end)
            as decimal(18, 2)
        ) as quantity_difference
    from outcomes
    group by date_period, platform, recon_type
),

analysis_reconciliation_quality as (
    select
        *,
        success_count + manual_count + ignored_count as completed_records,
        {{ money_ratio('(success_count + manual_count + ignored_count)', 'total_records') }}
            as completion_rate
    from counted
)

select * from analysis_reconciliation_quality
