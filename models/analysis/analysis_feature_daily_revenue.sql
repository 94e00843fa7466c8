-- Grain: channel × day, from the first day of the books to 60 days past the as-of date.
-- y is the income statement's revenue of the day; null after the as-of date. No gaps.
with
profit_loss as (
    select * from {{ ref('analysis_profit_loss_daily') }}
    where statement_line_code = 'operating_revenue'
),

days as (
    select * from {{ ref('date_dim') }}
),

as_of as (
    select * from {{ ref('as_of_dim') }}
),

revenue as (
    select
        channel_id,
        voucher_date,
        sum(profit_amount) as revenue_amount
    from profit_loss
    group by channel_id, voucher_date
),

channels as (
    select distinct channel_id from revenue
),

span as (
    select
        as_of.as_of_date,
        cast({{ dbt.dateadd('day', 60, 'as_of.as_of_date') }} as date) as last_date,
        min(revenue.voucher_date) as first_date
    from as_of
    cross join revenue
    group by as_of.as_of_date
),

analysis_feature_daily_revenue as (
    select
        channels.channel_id as series_id,
        days.date_day as ds,
        days.is_workday,
        days.is_holiday,
        {% for festival in [
            'spring_festival', '618', 'double_11', 'double_12', 'new_year_shopping',
        ] -%}
            coalesce(days.festival_code = '{{ festival }}', false) as is_{{ festival }},
        {% endfor -%}
        cast(
            case
                when days.date_day <= span.as_of_date then coalesce(revenue.revenue_amount, 0)
            end as decimal(18, 2)
        ) as y
    from channels
    cross join span
    inner join days on days.date_day between span.first_date and span.last_date
    left join revenue
        on channels.channel_id = revenue.channel_id and days.date_day = revenue.voucher_date
)

select * from analysis_feature_daily_revenue
