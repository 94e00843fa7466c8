-- Lost otherwise: one forecast: the channels add up to the total on every day, none is negative
-- and each lies in its interval.
{{ config(meta={'dagster': {'ref': {'name': 'analysis_forecast_versus_actual'}}}) }}
with

forecasts as (
    select * from {{ ref('analysis_forecast_versus_actual') }}
    where forecast_kind = 'forecast'
),

examined as (
    select
        date_day,
        sum(case when series_id = 'total' then forecast_amount else 0 end) as expected_amount,
        sum(case when series_id <> 'total' then forecast_amount else 0 end) as actual_amount,
        count(
            case
                when
                    forecast_amount < 0
                    or forecast_amount < lower_amount
                    or forecast_amount > upper_amount
                    then 1
            end
        ) as broken_count
    from forecasts
    group by date_day
)

select
    cast(date_day as text) as examined_id,
    cast(expected_amount as decimal(18, 2)) as expected_amount,
    cast(actual_amount as decimal(18, 2)) as actual_amount
from examined
where expected_amount <> actual_amount or broken_count > 0

union all

{{ examined_nothing(source('ml', 'forecast')) }}
