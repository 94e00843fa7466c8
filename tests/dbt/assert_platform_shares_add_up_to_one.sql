-- Lost otherwise: shares (占比) that are shares: the platforms of a period add up to 1.
{{ config(meta={'dagster': {'ref': {'name': 'analysis_platform_sales_comparison'}}}) }}
with

examined as (
    select
        period_type,
        date_period,
        sum(market_share) as share_rate
    from {{ ref('analysis_platform_sales_comparison') }}
    group by period_type, date_period
)

select
    period_type || ' ' || cast(date_period as text) as examined_id,
    cast(1 as decimal(18, 2)) as expected_amount,
    cast(share_rate as decimal(18, 2)) as actual_amount
from examined
where share_rate <> 1

union all

{{ examined_nothing(ref('analysis_sale_voucher')) }}
