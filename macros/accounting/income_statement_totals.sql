{# The income statement (利润表) by month, as the claims about marts compare with it: revenue and
   net profit as they stand there, cost of sales negative, and all expenses as one positive amount. #}
{% macro income_statement_totals() %}
    select
        accounting_period,
        sum(case when statement_line_code = 'operating_revenue' then period_amount else 0 end)
            as revenue_amount,
        sum(case when statement_line_code = 'operating_costs' then period_amount else 0 end)
            as cost_amount,
        sum(case when statement_line_code = 'net_profit' then period_amount else 0 end)
            as profit_amount,
        -sum(
            case
                when
                    not is_total
                    and statement_line_code not in ('operating_revenue', 'non_operating_income')
                    then period_amount
                else 0
            end
        ) as expense_amount
    from {{ ref('income_statement') }}
    group by accounting_period
{% endmacro %}
