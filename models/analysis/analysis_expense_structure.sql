-- Grain: month × expense account; expenses are positive.
-- Σ of a month = the income statement's costs.
with
profit_loss as (
    select * from {{ ref('analysis_profit_loss_daily') }}
    where statement_line_code not in ('operating_revenue', 'non_operating_income')
),

accounts as (
    select * from {{ ref('account_dim') }}
),

budgets as (
    select * from {{ ref('expense_budgets') }}
),

expenses as (
    select
        cast({{ dbt.date_trunc('month', 'voucher_date') }} as date) as date_period,
        accounting_period,
        account_code,
        statement_line_code,
        cast(-sum(profit_amount) as decimal(18, 2)) as total_amount
    from profit_loss
    group by
        cast({{ dbt.date_trunc('month', 'voucher_date') }} as date), accounting_period,
        account_code, statement_line_code
),

shares as (
    select
        *,
        row_number() over (
            partition by date_period order by total_amount desc, account_code asc
        ) as size_rank,
        cast(100 * {{ money_ratio(
            'total_amount', 'sum(total_amount) over (partition by date_period)'
        ) }} as decimal(18, 4)) as rounded_percentage
    from expenses
),

analysis_expense_structure as (
    select
        shares.date_period,
        shares.account_code as accounting_item_id,
        accounts.account_name as accounting_item_name,
        accounts.account_name_en as accounting_item_name_en,
        shares.statement_line_code as accounting_class,
        shares.total_amount,
        -- The largest expense takes the rounding, so that a month adds up to 100.
        cast(
            case
                when shares.size_rank = 1
                    then 100 + shares.rounded_percentage - sum(shares.rounded_percentage) over (
                        partition by shares.date_period
                    )
                else shares.rounded_percentage
            end as decimal(18, 4)
        ) as amount_percentage,
        {% for name, column in [
            ('month', 'month_over_month'), ('year', 'year_over_year'),
        ] -%}
            cast(
                case
                    when last_{{ name }}.total_amount > 0
                        then {{ money_ratio(
                            '(shares.total_amount - last_' ~ name ~ '.total_amount)',
                            'last_' ~ name ~ '.total_amount'
                        ) }}
                end as decimal(18, 6)
            ) as {{ column }},
        {% endfor -%}
        budgets.budget_amount,
        cast(
            case
                when budgets.budget_amount > 0
                    then {{ money_ratio('shares.total_amount', 'budgets.budget_amount') }}
            end as decimal(18, 6)
        ) as budget_usage_rate
    from shares
    inner join accounts on shares.account_code = accounts.account_code
    {% for unit in ['month', 'year'] -%}
        left join expenses as last_{{ unit }}
            on
                shares.account_code = last_{{ unit }}.account_code
                and last_{{ unit }}.date_period = cast(
                    {{ dbt.dateadd(unit, -1, 'shares.date_period') }} as date
                )
    {% endfor -%}
    left join budgets
        on
            shares.account_code = budgets.account_code
            and shares.accounting_period = budgets.accounting_period
)

select * from analysis_expense_structure
