{# Stops a run on a server that the macros beside this one cannot run on, before anything is built. #}
{% macro refuse_old_server() %}
    {% if execute %}
        {% do adapter.dispatch('refuse_old_server', 'storeledger')() %}
    {% endif %}
{% endmacro %}

{% macro duckdb__refuse_old_server() %}{% endmacro %}

{# Casts ask pg_input_is_valid first, which came with version 16. #}
{% macro postgres__refuse_old_server() %}
    {% set number = run_query("select current_setting('server_version_num')").columns[0][0] | int %}
    {% if number < 160000 %}
        {% do exceptions.raise_compiler_error(
            'the server is PostgreSQL ' ~ number // 10000 ~ '.' ~ number % 10000
            ~ '; 16 or newer is needed'
        ) %}
    {% endif %}
{% endmacro %}
