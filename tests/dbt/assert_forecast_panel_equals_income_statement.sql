-- Lost otherwise: forecasts of the revenue that finance knows: Σ y over the channels of a month =
-- operating revenue, and no day is missing.
{{ config(meta={'dagster': {'ref': {'name': 'analysis_feature_daily_revenue'}}}) }}
with

statement as (
    {{ income_statement_totals() }}
),

panel as (
    select
        {{ accounting_period('ds') }} as accounting_period,
        sum(y) as revenue_amount
    from {{ ref('analysis_feature_daily_revenue') }}
    group by {{ accounting_period('ds') }}
),

examined as (
    select
        statement.accounting_period,
        statement.revenue_amount as expected_amount,
        coalesce(panel.revenue_amount, 0) as actual_amount
    from statement
    left join panel on statement.accounting_period = panel.accounting_period
),

-- A series without a gap has as many rows as days from its first to its last.
spans as (
    select
        series_id,
        cast(count(*) as decimal(18, 2)) as day_count,
        cast(
            {{ days_between('min(ds)', 'max(ds)') }} + 1 as decimal(18, 2)
        ) as expected_count
    from {{ ref('analysis_feature_daily_revenue') }}
    group by series_id
)

select
    accounting_period as examined_id,
    expected_amount,
    actual_amount
from examined
where expected_amount <> actual_amount

union all

select
    series_id as examined_id,
    expected_count as expected_amount,
    day_count as actual_amount
from spans
where day_count <> expected_count

union all

{{ examined_nothing() }}
