{# Whether an amount of line `line_number` belongs to a row of statement_lines: the line itself, or a total over it. #}
{% macro in_statement_line(line_number, statement_line) -%}
    {{ return(
        line_number ~ " between coalesce(" ~ statement_line ~ ".sum_from_line_number, "
        ~ statement_line ~ ".line_number) and coalesce(" ~ statement_line
        ~ ".sum_to_line_number, " ~ statement_line ~ ".line_number)"
    ) }}
{%- endmacro %}
