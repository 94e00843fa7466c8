{# `in` or `out` for a cell of the closed vocabulary that tells the direction of money; null for any other word. #}
{% macro direction_code(expression, in_values, out_values) -%}
    {%- set branches = [] -%}
    {%- for value in in_values -%}{%- do branches.append("when '" ~ value ~ "' then 'in'") -%}{%- endfor -%}
    {%- for value in out_values -%}{%- do branches.append("when '" ~ value ~ "' then 'out'") -%}{%- endfor -%}
    {{ return("case " ~ storeledger.clean_text(expression) ~ " " ~ branches | join(' ') ~ " end") }}
{%- endmacro %}

{# An amount, printed with or without its sign, signed by its direction_code; null where that is. #}
{% macro signed_by_direction(amount, direction='direction_code') -%}
    {{ return(
        "cast(case " ~ direction ~ " when 'in' then abs(" ~ amount ~ ") when 'out' then -abs(" ~ amount
        ~ ") end as decimal(18, 2))"
    ) }}
{%- endmacro %}
