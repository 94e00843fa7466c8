{# amount × numerator ÷ denominator in cents, half up, decimal(18, 2); null when the denominator is 0.
   `numerator` and `denominator` are whole numbers, of pieces or days. #}
{% macro money_proportion(amount, numerator, denominator) -%}
    {%- set product = storeledger._cents(amount) ~ " * " ~ storeledger._wide_integer(numerator) -%}
    {%- set quotient = storeledger._rounded_quotient(
        "(" ~ product ~ ")", storeledger._wide_integer(denominator)
    ) -%}
    {{ return("cast(cast(" ~ quotient ~ " as decimal(30, 2)) * 0.01 as decimal(18, 2))") }}
{%- endmacro %}
