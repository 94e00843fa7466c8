-- Lost otherwise: one total: days, weeks, months, quarters and years of the sales trend add up to
-- the same figures, and its parts to net and revenue.
{{ config(meta={'dagster': {'ref': {'name': 'analysis_sales_revenue_trend'}}}) }}
with

examined as (
    select
        period_type,
        sum(gross_amount) as gross_amount,
        sum(subsidy_amount) as subsidy_amount,
        sum(settlement_amount) as settlement_amount,
        sum(fee_amount) as fee_amount,
        sum(vat_amount) as vat_amount,
        sum(revenue_amount) as revenue_amount,
        sum(net_amount) as net_amount,
        sum(order_count) as order_count,
        count(*) over () as period_type_count
    from {{ ref('analysis_sales_revenue_trend') }}
    group by period_type
),

days as (
    select * from examined
    where period_type = 'day'
)

select
    examined.period_type as examined_id,
    days.revenue_amount as expected_amount,
    examined.revenue_amount as actual_amount
from examined
left join days on 1 = 1
where
    examined.period_type_count <> 5
    or days.period_type is null
    or examined.gross_amount <> days.gross_amount
    or examined.subsidy_amount <> days.subsidy_amount
    or examined.settlement_amount <> days.settlement_amount
    or examined.fee_amount <> days.fee_amount
    or examined.vat_amount <> days.vat_amount
    or examined.revenue_amount <> days.revenue_amount
    or examined.order_count <> days.order_count
    or examined.net_amount <> days.gross_amount + days.subsidy_amount - days.fee_amount
    or examined.revenue_amount <> days.gross_amount + days.subsidy_amount - days.vat_amount

union all

{{ examined_nothing() }}
