{# Day on which the month of `date` is closed: day `close_day` of the month after. #}
{% macro month_close_date(date, close_day) -%}
    {%- set next_month = dbt.dateadd('month', 1, dbt.date_trunc('month', date)) -%}
    cast({{ dbt.dateadd('day', close_day ~ ' - 1', next_month) }} as date)
{%- endmacro %}
