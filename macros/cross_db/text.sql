{# `expression` without the spaces, tabs, no-break spaces, byte order marks and backticks around it; the marks
   of an empty cell (空, `-`, `/`, 暂无数据) are null. #}
{% macro clean_text(expression) -%}
    {{ return(storeledger._null_if_blank(storeledger.strip_blanks(expression))) }}
{%- endmacro %}

{# `expression` without what clean_text takes from around it, but with the marks of an empty cell. #}
{% macro strip_blanks(expression) -%}
    {{ return(storeledger.strip(expression, ' \t\u00a0\ufeff`｀')) }}
{%- endmacro %}

{# `expression` as an identifier: also without the quotes and `="…"` that keep Excel from rounding it. #}
{% macro clean_id(expression) -%}
    {{ return(storeledger._null_if_blank(storeledger.strip(expression, ' \t\u00a0\ufeff\'`｀"='))) }}
{%- endmacro %}

{% macro _null_if_blank(expression) -%}
    {%- set ns = namespace(sql=expression) -%}
    {%- for mark in ['', '-', '--', '/', '暂无数据', '无退款申请'] -%}
        {%- set ns.sql = "nullif(" ~ ns.sql ~ ", '" ~ mark ~ "')" -%}
    {%- endfor -%}
    {{ return(ns.sql) }}
{%- endmacro %}

{# `expression` without any of `characters` at either end. #}
{% macro strip(expression, characters) -%}
    {{ return(adapter.dispatch('strip', 'storeledger')(expression, characters | replace("'", "''"))) }}
{%- endmacro %}

{% macro default__strip(expression, characters) -%}
    {{ return("trim(both '" ~ characters ~ "' from " ~ expression ~ ")") }}
{%- endmacro %}

{% macro duckdb__strip(expression, characters) -%}
    {{ return("trim(" ~ expression ~ ", '" ~ characters ~ "')") }}
{%- endmacro %}

{# What the first group of `pattern` (no look-around) catches in `expression`; null where it does not match. #}
{% macro regex_extract(expression, pattern) -%}
    {{ return(storeledger.regex_extract_by(expression, "'" ~ pattern ~ "'")) }}
{%- endmacro %}

{# The same, by the pattern that stands in an SQL expression: DuckDB compiles it anew in every row. #}
{% macro regex_extract_by(expression, pattern) -%}
    {{ return(adapter.dispatch('regex_extract_by', 'storeledger')(expression, pattern)) }}
{%- endmacro %}

{% macro duckdb__regex_extract_by(expression, pattern) -%}
    {{ return("nullif(regexp_extract(" ~ expression ~ ", " ~ pattern ~ ", 1), '')") }}
{%- endmacro %}

{% macro postgres__regex_extract_by(expression, pattern) -%}
    {{ return("(regexp_match(" ~ expression ~ ", " ~ pattern ~ "))[1]") }}
{%- endmacro %}

{# Whether `pattern` matches somewhere in `expression`. #}
{% macro regex_matches(expression, pattern) -%}
    {{ return(adapter.dispatch('regex_matches', 'storeledger')(expression, pattern)) }}
{%- endmacro %}

{% macro duckdb__regex_matches(expression, pattern) -%}
    {{ return("regexp_matches(" ~ expression ~ ", '" ~ pattern ~ "')") }}
{%- endmacro %}

{% macro postgres__regex_matches(expression, pattern) -%}
    {{ return("(" ~ expression ~ " ~ '" ~ pattern ~ "')") }}
{%- endmacro %}

{# `expression` with every match of `pattern` replaced; `\1` is what its first group caught. #}
{% macro regex_replace(expression, pattern, replacement) -%}
    {{ return("regexp_replace(" ~ expression ~ ", '" ~ pattern ~ "', '" ~ replacement ~ "', 'g')") }}
{%- endmacro %}

{# `expression` with every match of `pattern` removed. #}
{% macro regex_remove(expression, pattern) -%}
    {{ return(storeledger.regex_replace(expression, pattern, '')) }}
{%- endmacro %}

{# Of `expression` what the `groups` of the matches of `pattern` caught, and nothing between them. #}
{% macro regex_keep(expression, pattern, groups) -%}
    {{ return(storeledger.regex_replace(expression, pattern ~ '|.|\\n', groups)) }}
{%- endmacro %}

{# md5 of the parts: text columns or literals that are already ids, codes or hashes. #}
{% macro surrogate_key(parts) -%}
    {%- set cells = [] -%}
    {%- for part in parts -%}
        {%- do cells.append("coalesce(cast(" ~ part ~ " as text), '')") -%}
    {%- endfor -%}
    {{ return("md5(" ~ cells | join(" || '|' || ") ~ ")") }}
{%- endmacro %}

{# The short name of a province (省级行政区): 浙江 for 浙江省, 内蒙古 for 内蒙古自治区. The name of a country in Latin
   letters stays as it is; anything else is `unknown`. #}
{% macro province_name(expression) -%}
    {{ return(
        "coalesce(" ~ storeledger.regex_extract(expression, '^(' ~ storeledger.province_pattern() ~ ')')
        ~ ", " ~ storeledger.regex_extract(expression, '^([A-Za-z][A-Za-z .-]*)$') ~ ", 'unknown')"
    ) }}
{%- endmacro %}
