-- Grain: month × dimension (platform, category, product) × its value. Never sum over dimension_type.
-- Revenue is without VAT and after refunds, as in the income statement.
with

profit_loss as (

    select * from {{ ref('analysis_profit_loss_daily') }}
    where statement_line_code in ('operating_revenue', 'operating_costs')

),

alert_levels as (

    select * from {{ ref('margin_alert_levels') }}

),

dimensions as (

    {% for dimension, column in [
        ('platform', 'platform_code'), ('category', 'category_name'), ('product', 'product_key'),
    ] -%}
        select
            cast({{ dbt.date_trunc('month', 'voucher_date') }} as date) as analysis_date,
            '{{ dimension }}' as dimension_type,
            {{ column }} as dimension_value,
            statement_line_code,
            profit_amount
        from profit_loss
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

summed as (

    select
        analysis_date,
        dimension_type,
        dimension_value,
        cast(sum(
            case when statement_line_code = 'operating_revenue' then profit_amount else 0 end
        ) as decimal(18, 2)) as gross_revenue,
        cast(-sum(
            case when statement_line_code = 'operating_costs' then profit_amount else 0 end
        ) as decimal(18, 2)) as total_cost,
        cast(sum(profit_amount) as decimal(18, 2)) as gross_profit
    from dimensions
    group by analysis_date, dimension_type, dimension_value

),

margins as (

    select
        *,
        case
            when gross_revenue > 0 then {{ money_ratio('gross_profit', 'gross_revenue') }}
        end as gross_margin,
        sum(gross_profit) over preceding_year as benchmark_profit,
        sum(gross_revenue) over preceding_year as benchmark_revenue
    from summed
    window preceding_year as (
        partition by dimension_type, dimension_value
        order by analysis_date asc
        rows between 12 preceding and 1 preceding
    )

),

benchmarks as (

    select
        *,
        '[' || {% for months in range(5, -1, -1) -%}
            coalesce(
                cast(lag(gross_margin, {{ months }}) over (
                    partition by dimension_type, dimension_value order by analysis_date asc
                ) as text), 'null'
            ) || {{ "', ' || " if not loop.last }}
        {%- endfor %} ']' as margin_trend,
        case
            when benchmark_revenue > 0
                then {{ money_ratio('benchmark_profit', 'benchmark_revenue') }}
        end as benchmark_margin
    from margins

),

analysis_gross_profit as (

    select
        benchmarks.analysis_date,
        benchmarks.dimension_type,
        benchmarks.dimension_value,
        benchmarks.gross_revenue,
        benchmarks.total_cost,
        benchmarks.gross_profit,
        benchmarks.gross_margin,
        benchmarks.margin_trend,
        benchmarks.benchmark_margin,
        cast(
            benchmarks.gross_margin - benchmarks.benchmark_margin as decimal(18, 6)
        ) as margin_variance,
        coalesce(alert_levels.margin_alert_level, 'no_benchmark') as margin_alert_level,
        alert_levels.improvement_suggestion
    from benchmarks
    left join alert_levels
        on
            benchmarks.gross_margin - benchmarks.benchmark_margin >= alert_levels.variance_from
            and benchmarks.gross_margin - benchmarks.benchmark_margin < alert_levels.variance_to

)

select * from analysis_gross_profit
