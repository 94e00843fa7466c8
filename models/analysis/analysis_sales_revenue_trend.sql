-- Grain: period type × first day of the period × platform × account (shop).
-- Never sum over period_type: each of them holds the whole.
with
daily as (
    select * from {{ ref('analysis_sales_daily') }}
),

days as (
    select * from {{ ref('date_dim') }}
),

periods as (
    {% for period_type in ['day', 'week', 'month', 'quarter', 'year'] -%}
        select
            date_day,
            '{{ period_type }}' as period_type,
            cast({{ dbt.date_trunc(period_type, 'date_day') }} as date) as date_period
        from days
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

summed as (
    select
        periods.period_type,
        periods.date_period,
        daily.platform_code as platform,
        daily.shop_id as account_id,
        {% for measure in [
            'gross_amount', 'subsidy_amount', 'settlement_amount', 'fee_amount', 'vat_amount',
            'revenue_amount', 'profit_amount',
        ] -%}
            cast(sum(daily.{{ measure }}) as decimal(18, 2)) as {{ measure }},
        {% endfor -%}
        cast(sum(daily.order_count) as bigint) as order_count
    from daily
    inner join periods on daily.date_day = periods.date_day
    group by periods.period_type, periods.date_period, daily.platform_code, daily.shop_id
),

analysis_sales_revenue_trend as (
    select
        *,
        cast(gross_amount + subsidy_amount - fee_amount as decimal(18, 2)) as net_amount,
        cast(
            round({{ money_ratio('gross_amount', 'order_count') }}, 2) as decimal(18, 2)
        ) as order_amount_avg
    from summed
)

select * from analysis_sales_revenue_trend
