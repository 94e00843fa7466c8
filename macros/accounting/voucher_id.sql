{# The voucher of a bill line: one per line and type, the same in every build. #}
{% macro voucher_id(voucher_type_code, source_key) -%}
    {{ return(storeledger.surrogate_key(["'" ~ voucher_type_code ~ "'", source_key])) }}
{%- endmacro %}
