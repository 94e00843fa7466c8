-- Grain: series × day: the champion's back-test where the day has passed, its forecast where not.
-- `total` is the sum of the channels: never sum over all series.
with
forecasts as (
    select * from {{ source('ml', 'forecast') }}
),

backtests as (
    select * from {{ source('ml', 'forecast_backtest') }}
),

champions as (
    select * from {{ source('ml', 'forecast_score') }}
    where is_champion
),

actuals as (
    select * from {{ ref('analysis_feature_daily_revenue') }}
),

daily as (
    select
        series_id,
        ds,
        y
    from actuals
    union all
    select
        'total' as series_id,
        ds,
        sum(y) as y
    from actuals
    group by ds
),

predictions as (
    select
        forecasts.*,
        'forecast' as forecast_kind,
        forecasts.trained_through as cutoff_date
    from forecasts
    union all
    select
        backtests.series_id,
        backtests.ds,
        backtests.horizon_day,
        backtests.y_hat,
        backtests.y_lower,
        backtests.y_upper,
        null as interval_level,
        backtests.model_name,
        backtests.model_version,
        backtests.trained_through,
        'backtest' as forecast_kind,
        backtests.cutoff as cutoff_date
    from backtests
    inner join champions
        on
            backtests.series_id = champions.series_id
            and backtests.model_name = champions.model_name
),

analysis_forecast_versus_actual as (
    select
        predictions.series_id,
        predictions.ds as date_day,
        predictions.forecast_kind,
        predictions.cutoff_date,
        predictions.horizon_day,
        predictions.y_hat as forecast_amount,
        predictions.y_lower as lower_amount,
        predictions.y_upper as upper_amount,
        predictions.model_name,
        predictions.model_version,
        predictions.trained_through,
        cast(daily.y as decimal(18, 2)) as actual_amount,
        cast(daily.y - predictions.y_hat as decimal(18, 2)) as error_amount,
        daily.y between predictions.y_lower and predictions.y_upper as is_in_interval
    from predictions
    left join daily on predictions.series_id = daily.series_id and predictions.ds = daily.ds
)

select * from analysis_forecast_versus_actual
