{# The least of a text column in byte order, which is the same on every engine. #}
{% macro least_text(expression) -%}
    min({{ binary_order(expression) }})
{%- endmacro %}
