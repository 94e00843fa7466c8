-- Grain: series × model: how well it forecast the last months, and which one is the champion.
with
scores as (
    select * from {{ source('ml', 'forecast_score') }}
),

analysis_forecast_score as (
    select
        series_id,
        model_name,
        wape as wape_rate,
        naive_wape as naive_wape_rate,
        interval_coverage as interval_coverage_rate,
        is_champion,
        reason,
        model_version,
        trained_through
    from scores
)

select * from analysis_forecast_score
