{# A cell of text as decimal(18, `scale`), rounded half up; null where it is not a number.
   Thousands commas and ¥, 元 are allowed. #}
{% macro safe_decimal(expression, scale=2) -%}
    {%- set digits = "replace(" ~ storeledger.strip(expression, ' \t\u00a0\ufeff\'`¥￥元') ~ ", ',', '')" -%}
    {{ return(adapter.dispatch('safe_decimal', 'storeledger')(expression, digits, scale)) }}
{%- endmacro %}

{# As safe_decimal, with the opposite sign. #}
{% macro negated_decimal(expression) -%}
    {{ return("cast(-" ~ storeledger.safe_decimal(expression) ~ " as decimal(18, 2))") }}
{%- endmacro %}

{# Most cells need no cleaning, which costs ten times the cast. #}
{% macro duckdb__safe_decimal(expression, digits, scale) -%}
    {%- set type = "decimal(18, " ~ scale ~ ")" -%}
    {{ return(
        "coalesce(try_cast(" ~ expression ~ " as " ~ type ~ "), try_cast(" ~ digits ~ " as " ~ type ~ "))"
    ) }}
{%- endmacro %}

{% macro postgres__safe_decimal(expression, digits, scale) -%}
    {{ return(
        "cast(case when " ~ digits ~ " ~ '^[+-]?[0-9]*\\.?[0-9]+([eE][+-]?[0-9]+)?$'"
        ~ " and pg_input_is_valid(" ~ digits ~ ", 'numeric(18, " ~ scale ~ ")')"
        ~ " then " ~ digits ~ " end as decimal(18, " ~ scale ~ "))"
    ) }}
{%- endmacro %}

{# A cell of text as a whole number; null where it is not one. #}
{% macro safe_integer(expression) -%}
    {{ return("cast(" ~ storeledger.safe_decimal(expression, 0) ~ " as bigint)") }}
{%- endmacro %}

{# A cell of text as a naive Asia/Shanghai timestamp: `2025-01-31 23:59:59`, `2025/1/31 23:59`, `2025-01-31`,
   `20250131`, or an Excel serial (days since 1899-12-30); null where it is none of these. #}
{% macro safe_timestamp(expression) -%}
    {{ return(adapter.dispatch('safe_timestamp', 'storeledger')(expression)) }}
{%- endmacro %}

{# The second and third branch name the cell differently on purpose: what they share would be computed for
   every row, also for those the first branch reads. #}
{% macro duckdb__safe_timestamp(expression) -%}
    {%- set formats = [
        "'%Y-%m-%d %H:%M:%S'", "'%Y-%m-%d %H:%M'", "'%Y-%m-%d'", "'%Y/%m/%d %H:%M:%S'", "'%Y/%m/%d %H:%M'",
        "'%Y/%m/%d'", "'%Y%m%d %H:%M:%S'", "'%Y%m%d %H%M%S'", "'%Y%m%d'",
    ] -%}
    {{ return(
        "coalesce(try_cast(" ~ expression ~ " as timestamp), "
        ~ "try_strptime(" ~ storeledger.clean_id(expression) ~ ", [" ~ formats | join(', ') ~ "]), "
        ~ "case when regexp_full_match(" ~ expression ~ ", '[0-9]{5}([.][0-9]+)?') then timestamp '1899-12-30' "
        ~ "+ to_seconds(cast(round(try_cast(" ~ expression ~ " as decimal(28, 12)) * 86400, 0) as bigint)) end)"
    ) }}
{%- endmacro %}

{% macro postgres__safe_timestamp(expression) -%}
    {%- set cell = storeledger.clean_id(expression) -%}
    {{ return(
        "case when " ~ expression ~ " ~ '^[0-9]{5}([.][0-9]+)?$' then timestamp '1899-12-30' "
        ~ "+ make_interval(secs => round(cast(" ~ expression ~ " as numeric) * 86400, 0)) "
        ~ "when " ~ cell ~ " ~ '^[0-9]{4}([-/]?)[0-9]{1,2}\\1[0-9]{1,2}( |$)' "
        ~ "and pg_input_is_valid(" ~ cell ~ ", 'timestamp') then cast(" ~ cell ~ " as timestamp) end"
    ) }}
{%- endmacro %}

{# A cell of text as a date; the formats of safe_timestamp. #}
{% macro safe_date(expression) -%}
    {{ return("cast(" ~ storeledger.safe_timestamp(expression) ~ " as date)") }}
{%- endmacro %}
