{# Text in the order of its bytes, which is the same on every engine and under every locale. #}
{% macro binary_order(expression) -%}
    {{ return(adapter.dispatch('binary_order', 'storeledger')(expression)) }}
{%- endmacro %}

{% macro default__binary_order(expression) -%}
    {{ return(expression ~ ' collate "C"') }}
{%- endmacro %}
