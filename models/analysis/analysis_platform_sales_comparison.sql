-- Grain: period type (month, quarter, year) × period × platform. Never sum over period_type.
-- market_share is the share of the company's own platforms; the largest one takes the rounding.
with
trend as (
    select * from {{ ref('analysis_sales_revenue_trend') }}
    where period_type in ('month', 'quarter', 'year') and platform <> 'company'
),

growth as (
    select * from {{ ref('analysis_platform_growth') }}
),

platforms as (
    select
        period_type,
        date_period,
        platform,
        sum(revenue_amount) as total_revenue,
        sum(gross_amount) as gross_amount,
        sum(gross_amount + subsidy_amount) as sold_amount,
        sum(fee_amount) as fee_amount,
        sum(profit_amount) as profit_amount,
        sum(order_count) as order_count
    from trend
    group by period_type, date_period, platform
),

shares as (
    select
        *,
        row_number() over (
            partition by period_type, date_period order by total_revenue desc, platform asc
        ) as size_rank,
        case
            when min(total_revenue) over (partition by period_type, date_period) >= 0
                then {{ money_ratio(
                    'total_revenue',
                    'sum(total_revenue) over (partition by period_type, date_period)'
                ) }}
        end as rounded_share
    from platforms
),

analysis_platform_sales_comparison as (
    select
        shares.period_type,
        shares.date_period,
        shares.platform,
        cast(shares.total_revenue as decimal(18, 2)) as total_revenue,
        growth.revenue_growth_rate,
        cast(
            case
                when shares.size_rank = 1
                    then 1 + shares.rounded_share - sum(shares.rounded_share) over (
                        partition by shares.period_type, shares.date_period
                    )
                else shares.rounded_share
            end as decimal(18, 6)
        ) as market_share,
        cast(shares.order_count as bigint) as order_count,
        cast(
            round({{ money_ratio('shares.gross_amount', 'shares.order_count') }}, 2)
            as decimal(18, 2)
        ) as customer_unit_price,
        cast(null as decimal(18, 6)) as conversion_rate,
        {{ money_ratio('shares.fee_amount', 'shares.sold_amount') }} as fee_rate,
        {{ money_ratio('shares.profit_amount', 'shares.total_revenue') }} as profit_margin
    from shares
    left join growth
        on
            shares.period_type = growth.period_type
            and shares.date_period = growth.date_period
            and shares.platform = growth.platform
)

select * from analysis_platform_sales_comparison
