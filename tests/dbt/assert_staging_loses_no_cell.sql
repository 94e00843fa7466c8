-- Lost otherwise: a cell with text that staging reads as empty, and with it the amount or the day.
-- The cells are those that the staged models read with these macros.
-- depends_on: {{ ref('bill_line_fact') }}
{{ config(meta={'dagster': {'ref': {'name': 'bill_line_fact'}}}) }}
{%- set readers = {
    'safe_decimal': safe_decimal, 'negated_decimal': safe_decimal, 'safe_integer': safe_decimal,
    'safe_timestamp': safe_timestamp, 'safe_date': safe_timestamp,
} %}
{%- set pattern = '(' ~ readers.keys() | join('|') ~ ')[(][\'"]+([^\'"]+)[\'"]+' %}
{%- set tables = [] %}
{%- for node in (graph.nodes.values() if execute else []) | sort(attribute='unique_id') %}
    {%- if node.resource_type == 'model' and node.fqn[1] == 'staging' %}
        {%- set raw_table = graph.sources[node.depends_on.nodes[0]] %}
        {%- set cells = [] %}
        {%- for macro_name, column in modules.re.findall(pattern, node.raw_code) | unique %}
            {%- if column in raw_table.columns %}
                {%- set cell = adapter.quote(column) %}
                {%- do cells.append(
                    'count(' ~ clean_id(cell) ~ ') - count(' ~ readers[macro_name](cell) ~ ')'
                ) %}
            {%- endif %}
        {%- endfor %}
        {%- if cells %}
            {%- do tables.append([raw_table, cells]) %}
        {%- endif %}
    {%- endif %}
{%- endfor %}
with examined as (
    {%- for raw_table, cells in tables %}
        select
            '{{ raw_table.name }}' as source_name,
            {{ cells | join(' + ') }} as lost_count
        from {{ raw_table.relation_name }}
        union all
    {%- endfor %}
    select
        'no staged model' as source_name,
        {{ 0 if tables or not execute else 1 }} as lost_count
)

select * from examined
where lost_count <> 0
