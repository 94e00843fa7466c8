{#
    The rows of `relation` with traffic_source_code. `fields`: its columns that tell the source, in order of
    precedence. A row without a word in any of them has the platform's `default` of traffic_source_mappings; one
    whose words no mapping of the day it was placed knows is `unknown`.
#}
{% macro with_traffic_source(relation, platform_code, fields) -%}
    {%- set placed_date = "coalesce(cast(" ~ relation ~ ".ordered_at as date), cast('9999-12-30' as date))" -%}
    select
        {{ relation }}.*,
        coalesce(
            {%- for field in fields %}
                by_{{ field }}.traffic_source_code,
            {%- endfor %}
            by_default.traffic_source_code,
            'unknown'
        ) as traffic_source_code
    from {{ relation }}
    {%- for field in fields %}
        left join {{ ref('traffic_source_mappings') }} as by_{{ field }}
            on
                by_{{ field }}.platform_code = '{{ platform_code }}'
                and by_{{ field }}.field_name = '{{ field }}'
                and {{ relation }}.{{ field }} like by_{{ field }}.field_value
                and {{ placed_date }} >= by_{{ field }}.valid_from
                and {{ placed_date }} < by_{{ field }}.valid_to
    {%- endfor %}
    left join {{ ref('traffic_source_mappings') }} as by_default
        on
            by_default.platform_code = '{{ platform_code }}'
            and by_default.field_name = 'default'
            and {{ placed_date }} >= by_default.valid_from
            and {{ placed_date }} < by_default.valid_to
            {%- for field in fields %}
                and {{ relation }}.{{ field }} is null
            {%- endfor %}
{%- endmacro %}
