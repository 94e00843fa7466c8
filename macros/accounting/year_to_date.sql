{# Running sum of a period's amount since January (本年累计), by `partition`. #}
{% macro year_to_date(amount, partition) -%}
    {{ return(
        "cast(sum(" ~ amount ~ ") over (partition by " ~ partition
        ~ ", substring(accounting_period, 1, 4) order by accounting_period "
        ~ "rows between unbounded preceding and current row) as decimal(18, 2))"
    ) }}
{%- endmacro %}
