-- Lost otherwise: a reason to believe the model: each series has one champion, and it beats
-- seasonal naive or is it.
{{ config(meta={'dagster': {'ref': {'name': 'analysis_forecast_score'}}}) }}
with

examined as (
    select
        series_id,
        count(case when is_champion then 1 end) as champion_count,
        count(
            case
                when
                    is_champion
                    and model_name not in ('seasonal_naive', 'bottom_up')
                    and wape_rate >= naive_wape_rate
                    then 1
            end
        ) as broken_count
    from {{ ref('analysis_forecast_score') }}
    group by series_id
)

select
    series_id as examined_id,
    cast(1 as decimal(18, 2)) as expected_amount,
    cast(champion_count as decimal(18, 2)) as actual_amount
from examined
where broken_count > 0 or champion_count > 1 or (champion_count = 0 and series_id <> 'total')

union all

{{ examined_nothing(source('ml', 'forecast_score')) }}
