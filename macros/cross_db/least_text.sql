{# The least of a text column in byte order: PostgreSQL otherwise compares by the locale of the database. #}
{% macro least_text(expression) -%}
    {{ return(adapter.dispatch('least_text', 'storeledger')(expression)) }}
{%- endmacro %}

{% macro default__least_text(expression) -%}
    min({{ expression }})
{%- endmacro %}

{% macro postgres__least_text(expression) -%}
    min({{ expression }} collate "C")
{%- endmacro %}
