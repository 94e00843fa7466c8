-- Grain: period type (month, quarter, year) × period × platform that sold a year before. Like with
-- like: a period's months that are over and that the year before has too.
with
months as (
    select
        platform,
        date_period,
        sum(revenue_amount) as revenue_amount
    from {{ ref('analysis_sales_revenue_trend') }}
    where period_type = 'month' and platform <> 'company'
    group by platform, date_period
),

as_of as (
    select * from {{ ref('as_of_dim') }}
),

previous_months as (
    select
        months.platform,
        months.revenue_amount as base_amount,
        cast({{ dbt.dateadd('year', 1, 'months.date_period') }} as date) as date_month,
        {{ dbt.dateadd('month', 13, 'months.date_period') }} as next_month
    from months
),

compared_months as (
    select
        previous_months.platform,
        previous_months.date_month,
        previous_months.base_amount,
        coalesce(months.revenue_amount, 0) as revenue_amount
    from previous_months
    inner join as_of
        on previous_months.next_month <= {{ dbt.dateadd('day', 1, 'as_of.as_of_date') }}
    left join months
        on
            previous_months.platform = months.platform
            and previous_months.date_month = months.date_period
),

periods as (
    {% for period_type in ['month', 'quarter', 'year'] -%}
        select
            '{{ period_type }}' as period_type,
            cast({{ dbt.date_trunc(period_type, 'date_month') }} as date) as date_period,
            platform,
            base_amount,
            revenue_amount
        from compared_months
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

analysis_platform_growth as (
    select
        period_type,
        date_period,
        platform,
        cast(sum(base_amount) as decimal(18, 2)) as base_amount,
        cast(sum(revenue_amount) as decimal(18, 2)) as revenue_amount,
        cast(
            case
                when sum(base_amount) > 0
                    then {{ money_ratio('sum(revenue_amount - base_amount)', 'sum(base_amount)') }}
            end as decimal(18, 6)
        ) as revenue_growth_rate
    from periods
    group by period_type, date_period, platform
)

select * from analysis_platform_growth
