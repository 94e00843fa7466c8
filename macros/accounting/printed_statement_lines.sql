{# Every line of the three statements in every period, with what is printed there: at the start and at the end of the
   period (资产负债表), or of the period and of the year so far. Null where the line is missing. #}
{% macro printed_statement_lines() %}
    {%- set statements = {
        'balance_sheet': ('opening_amount', 'ending_amount'),
        'income_statement': ('period_amount', 'year_to_date_amount'),
        'cash_flow_statement': ('period_amount', 'year_to_date_amount'),
    } %}
    select
        line.*,
        period.accounting_period,
        printed.first_amount,
        printed.second_amount
    from {{ ref('statement_lines') }} as line
    cross join (select distinct accounting_period from {{ ref('account_balance') }}) as period
    left join (
        {%- for statement_code, (first_amount, second_amount) in statements.items() %}
        select
            '{{ statement_code }}' as statement_code,
            statement_line_code,
            accounting_period,
            {{ first_amount }} as first_amount,
            {{ second_amount }} as second_amount
        from {{ ref(statement_code) }}
        {% if not loop.last %}union all{% endif %}
        {%- endfor %}
    ) as printed
        on
            printed.statement_code = line.statement_code
            and printed.statement_line_code = line.statement_line_code
            and printed.accounting_period = period.accounting_period
{% endmacro %}
