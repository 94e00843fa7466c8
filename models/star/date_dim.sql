-- Grain: see _star__models.yml. Not built yet.
select
    cast(null as date) as date_day,
    cast(null as text) as accounting_period,
    cast(null as integer) as year_number,
    cast(null as integer) as quarter_number,
    cast(null as integer) as month_number,
    cast(null as date) as week_start_date,
    cast(null as integer) as weekday_number,
    cast(null as boolean) as is_workday,
    cast(null as boolean) as is_holiday,
    cast(null as text) as holiday_name,
    cast(null as text) as festival_code
where 1 = 0
