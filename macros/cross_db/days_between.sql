{# Whole days from one date to a later one; negative when it is earlier. #}
{% macro days_between(first_date, last_date) -%}
    cast({{ dbt.datediff(first_date, last_date, 'day') }} as bigint)
{%- endmacro %}
