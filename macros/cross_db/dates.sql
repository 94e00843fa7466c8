{# The accounting period (会计期间) of a date: `YYYY-MM`. #}
{% macro accounting_period(expression) -%}
    {{ return(adapter.dispatch('accounting_period', 'storeledger')(expression)) }}
{%- endmacro %}

{% macro duckdb__accounting_period(expression) -%}
    {{ return("strftime(" ~ expression ~ ", '%Y-%m')") }}
{%- endmacro %}

{% macro postgres__accounting_period(expression) -%}
    {{ return("to_char(" ~ expression ~ ", 'YYYY-MM')") }}
{%- endmacro %}

{# Weekday of a date: 1 Monday … 7 Sunday. #}
{% macro weekday_number(expression) -%}
    {{ return("cast(extract(isodow from " ~ expression ~ ") as integer)") }}
{%- endmacro %}

{# One row per day, column `date_day`, from `first_day` to `last_day`, both included. #}
{% macro day_series(first_day, last_day) -%}
    {{ return(
        "select cast(day.date_day as date) as date_day from generate_series(timestamp '" ~ first_day
        ~ "', timestamp '" ~ last_day ~ "', interval '1' day) as day (date_day)"
    ) }}
{%- endmacro %}

{# Whole seconds from 1970-01-01 to a naive timestamp: a number to hash, where text would differ. #}
{% macro epoch_seconds(expression) -%}
    {{ return("cast(extract(epoch from " ~ expression ~ ") as bigint)") }}
{%- endmacro %}
