-- Lost otherwise: a cell with text that staging reads as empty, and with it the amount or the day.
-- The cells are those that the staged models read with these macros.
-- depends_on: {{ ref('bill_line_fact') }}
{{ config(meta={'dagster': {'ref': {'name': 'bill_line_fact'}}}) }}
{%- set readers = {
    'number': ['safe_decimal', 'negated_decimal', 'safe_integer'],
    'time': ['safe_timestamp', 'safe_date'],
} %}
{%- set tables = {'number': {}, 'time': {}} %}
{%- for node in (graph.nodes.values() if execute else []) | sort(attribute='unique_id') %}
    {%- if node.resource_type == 'model' and node.fqn[1] == 'staging' %}
        {%- set raw_table = graph.sources[node.depends_on.nodes[0]] %}
        {%- for kind, macro_names in readers.items() %}
            {%- set pattern = '(?:' ~ macro_names | join('|') ~ ')[(][\'"]+([^\'"]+)[\'"]+' %}
            {%- set cells = [] %}
            {%- for column in modules.re.findall(pattern, node.raw_code) | unique %}
                {%- if column in raw_table.columns %}
                    {%- do cells.append(adapter.quote(column)) %}
                {%- endif %}
            {%- endfor %}
            {%- if cells %}
                {%- do tables[kind].update({raw_table.relation_name: cells}) %}
            {%- endif %}
        {%- endfor %}
    {%- endif %}
{%- endfor %}
with
{%- for kind in readers %}
    {{ kind }}_cells as (
        {%- for relation_name, cells in tables[kind].items() %}
            select
                '{{ relation_name }}' as source_name,
                unnest(array[{{ cells | join(', ') }}]) as cell
            from {{ relation_name }}
            union all
        {%- endfor %}
        select
            cast(null as text) as source_name,
            cast(null as text) as cell
    ),
{%- endfor %}

examined as (
    select
        source_name,
        count({{ clean_id('cell') }}) - count({{ safe_decimal('cell') }}) as lost_count
    from number_cells
    group by source_name
    union all
    select
        source_name,
        count({{ clean_id('cell') }}) - count({{ safe_timestamp('cell') }}) as lost_count
    from time_cells
    group by source_name
    union all
    select
        'no staged model' as source_name,
        {{ 0 if tables['number'] or not execute else 1 }} as lost_count
)

select * from examined
where lost_count <> 0
