{# Whole cents of an amount, in an integer type in which a cent times a millionth part does not overflow. #}
{% macro _cents(amount) -%}
    {{ return(storeledger._wide_integer("cast(" ~ amount ~ " as decimal(28, 2)) * 100")) }}
{%- endmacro %}

{% macro _wide_integer(expression) -%}
    {{ return(adapter.dispatch('_wide_integer', 'storeledger')(expression)) }}
{%- endmacro %}

{% macro duckdb___wide_integer(expression) -%}
    {{ return("cast(" ~ expression ~ " as hugeint)") }}
{%- endmacro %}

{% macro postgres___wide_integer(expression) -%}
    {{ return("cast(" ~ expression ~ " as decimal(38, 0))") }}
{%- endmacro %}

{# Quotient of two wide integers, cut towards zero. #}
{% macro _integer_quotient(numerator, denominator) -%}
    {{ return(adapter.dispatch('_integer_quotient', 'storeledger')(numerator, denominator)) }}
{%- endmacro %}

{% macro duckdb___integer_quotient(numerator, denominator) -%}
    {{ return("((" ~ numerator ~ ") // (" ~ denominator ~ "))") }}
{%- endmacro %}

{% macro postgres___integer_quotient(numerator, denominator) -%}
    {{ return("div(" ~ numerator ~ ", " ~ denominator ~ ")") }}
{%- endmacro %}

{# Quotient of two wide integers, rounded half away from zero (四舍五入); null when the denominator is 0. #}
{% macro _rounded_quotient(numerator, denominator) -%}
    {%- set doubled = "2 * abs(" ~ numerator ~ ") + abs(" ~ denominator ~ ")" -%}
    {%- set divisor = "nullif(2 * abs(" ~ denominator ~ "), 0)" -%}
    {{ return(
        "(case when (" ~ numerator ~ " < 0) = (" ~ denominator ~ " < 0) then 1 else -1 end * "
        ~ storeledger._integer_quotient(doubled, divisor) ~ ")"
    ) }}
{%- endmacro %}

{# amount × factor in decimal(18, 2), half up. `factor`: a quantity or a rate of at most 6 decimals. #}
{% macro money_multiply(amount, factor) -%}
    {{ return(
        "cast(round(cast(" ~ amount ~ " as decimal(20, 2)) * cast(" ~ factor
        ~ " as decimal(18, 6)), 2) as decimal(18, 2))"
    ) }}
{%- endmacro %}

{# numerator ÷ denominator of two amounts in decimal(18, 6), half up; null when the denominator is 0. #}
{% macro money_ratio(numerator, denominator) -%}
    {%- set numerator_cents = storeledger._cents(numerator) ~ " * 1000000" -%}
    {%- set quotient = storeledger._rounded_quotient(numerator_cents, storeledger._cents(denominator)) -%}
    {{ return("cast(cast(" ~ quotient ~ " as decimal(30, 6)) * 0.000001 as decimal(18, 6))") }}
{%- endmacro %}

{# VAT inside a price that includes it: gross · rate ÷ (1 + rate), half up, decimal(18, 2). The taxable amount
   is gross minus this, so that the two always add up. Null when the rate is. #}
{% macro vat_split(gross, rate) -%}
    {%- set rate_millionths = storeledger._wide_integer("cast(" ~ rate ~ " as decimal(9, 6)) * 1000000") -%}
    {%- set numerator = storeledger._cents(gross) ~ " * " ~ rate_millionths -%}
    {%- set quotient = storeledger._rounded_quotient(numerator, "(1000000 + " ~ rate_millionths ~ ")") -%}
    {{ return("cast(cast(" ~ quotient ~ " as decimal(30, 2)) * 0.01 as decimal(18, 2))") }}
{%- endmacro %}
