{# Schemas are named exactly as the layers, with no prefix of the target or the user. #}
{% macro generate_schema_name(custom_schema_name, node) %}
    {{- (custom_schema_name or target.schema) | trim -}}
{% endmacro %}
