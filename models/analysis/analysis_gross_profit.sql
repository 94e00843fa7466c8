-- Grain: month × dimension (platform, category, product) × its value. Revenue is without VAT and
-- after refunds, as in the income statement. Never sum over dimension_type.
with
margins as (
    select
        *,
        {{ money_ratio('gross_profit', 'gross_revenue') }} as gross_margin
    from {{ ref('analysis_margin_amount') }}
),

alert_levels as (
    select * from {{ ref('margin_alert_levels') }}
),

histories as (
    select
        *,
        sum(gross_profit) over preceding_year as benchmark_profit,
        sum(gross_revenue) over preceding_year as benchmark_revenue,
        '[' || {% for months in range(5, -1, -1) -%}
            coalesce(cast(lag(gross_margin, {{ months }}) over value_months as text), 'null')
            || {{ "', ' || " if not loop.last }}
        {%- endfor %} ']' as margin_trend
    from margins
    window
        value_months as (
            partition by dimension_type, dimension_value order by analysis_date asc
        ),
        preceding_year as (
            partition by dimension_type, dimension_value order by analysis_date asc
            rows between 12 preceding and 1 preceding
        )
),

benchmarks as (
    select
        analysis_date,
        dimension_type,
        dimension_value,
        gross_revenue,
        total_cost,
        gross_profit,
        gross_margin,
        margin_trend,
        {{ money_ratio('benchmark_profit', 'benchmark_revenue') }} as benchmark_margin
    from histories
),

variances as (
    select
        *,
        cast(gross_margin - benchmark_margin as decimal(18, 6)) as margin_variance
    from benchmarks
),

analysis_gross_profit as (
    select
        variances.*,
        alert_levels.improvement_suggestion,
        coalesce(alert_levels.margin_alert_level, 'no_benchmark') as margin_alert_level
    from variances
    left join alert_levels
        on
            variances.margin_variance >= alert_levels.variance_from
            and variances.margin_variance < alert_levels.variance_to
)

select * from analysis_gross_profit
