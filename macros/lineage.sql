{#
    The lineage columns that every staged row carries from raw, with the row's identity.
    natural_key: SQL text expression over the raw columns that names the row's content.
#}
{% macro lineage_columns(natural_key) -%}
    {{ storeledger.surrogate_key(['_file_id', '_sheet_name', '_line_number']) }} as _raw_line_id,
    {{ natural_key }} as _natural_key,
    _file_id,
    _sheet_name,
    _line_number,
    _row_hash,
    _occurrence
{%- endmacro %}

{# Identity of a row of a format that has no number of its own: its content and its place among equals. #}
{% macro content_key() -%}
    {{ return("_row_hash || ':' || cast(_occurrence as text)") }}
{%- endmacro %}
