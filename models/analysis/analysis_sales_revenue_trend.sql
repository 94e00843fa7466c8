-- Grain: period type × first day of the period × platform × account (shop).
-- Never sum over period_type: each of them holds the whole.
with

profit_loss as (

    select * from {{ ref('analysis_profit_loss_daily') }}

),

sales as (

    select * from {{ ref('analysis_sales_daily') }}

),

days as (

    select * from {{ ref('date_dim') }}

),

profit_daily as (

    select
        voucher_date as date_day,
        platform_code,
        shop_id,
        sum(case when statement_line_code = 'operating_revenue' then profit_amount else 0 end)
            as revenue_amount,
        sum(profit_amount) as profit_amount,
        -sum(
            case
                when
                    voucher_type_code in ('sale', 'refund', 'fund_flow')
                    and statement_line_code not in ('operating_revenue', 'operating_costs')
                    then profit_amount
                else 0
            end
        ) as fee_amount
    from profit_loss
    group by voucher_date, platform_code, shop_id

),

daily as (

    select
        coalesce(profit_daily.date_day, sales.date_day) as date_day,
        coalesce(profit_daily.platform_code, sales.platform_code) as platform_code,
        coalesce(profit_daily.shop_id, sales.shop_id) as shop_id,
        coalesce(sales.gross_amount, 0) as gross_amount,
        coalesce(sales.subsidy_amount, 0) as subsidy_amount,
        coalesce(sales.settlement_amount, 0) as settlement_amount,
        coalesce(profit_daily.fee_amount, 0) as fee_amount,
        coalesce(sales.vat_amount, 0) as vat_amount,
        coalesce(profit_daily.revenue_amount, 0) as revenue_amount,
        coalesce(profit_daily.profit_amount, 0) as profit_amount,
        coalesce(sales.order_count, 0) as order_count
    from profit_daily
    full outer join sales
        on
            profit_daily.date_day = sales.date_day
            and profit_daily.platform_code = sales.platform_code
            and profit_daily.shop_id = sales.shop_id

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
