{#
    `dbt build` works at any time: the source tables that ingestion and ml have not written yet are
    created empty, with the columns that their sources.yml declares.
#}
{% macro create_missing_sources() %}
    {% if execute and flags.WHICH in ('run', 'build', 'test', 'seed', 'snapshot') %}
        {% for source in graph.sources.values() if source.columns %}
            {% do run_query('create schema if not exists ' ~ source.schema) %}
            {% set columns = [] %}
            {% for column in source.columns.values() %}
                {% do columns.append(adapter.quote(column.name) ~ ' ' ~ column.data_type) %}
            {% endfor %}
            {% do run_query(
                'create table if not exists ' ~ source.schema ~ '.' ~ source.identifier
                ~ ' (' ~ columns | join(', ') ~ ')'
            ) %}
        {% endfor %}
    {% endif %}
{% endmacro %}
