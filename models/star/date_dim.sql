-- Grain: one day. The calendar seed holds what a weekday does not tell: holidays, 调休,
-- festivals.
with days as (
    {{ day_series('2009-01-01', '2030-12-31') }}
),

calendar as (
    select * from {{ ref('calendar_days') }}
),

date_dim as (
    select
        days.date_day,
        {{ accounting_period('days.date_day') }} as accounting_period,
        cast(extract(year from days.date_day) as integer) as year_number,
        cast(extract(quarter from days.date_day) as integer) as quarter_number,
        cast(extract(month from days.date_day) as integer) as month_number,
        cast({{ dbt.date_trunc('week', 'days.date_day') }} as date) as week_start_date,
        {{ weekday_number('days.date_day') }} as weekday_number,
        coalesce(calendar.is_workday, {{ weekday_number('days.date_day') }} <= 5) as is_workday,
        calendar.holiday_name is not null as is_holiday,
        calendar.holiday_name,
        calendar.festival_code
    from days
    left join calendar on days.date_day = calendar.date_day
)

select * from date_dim
