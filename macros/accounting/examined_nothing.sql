{# The last branch of every check: a failing row when the CTE `examined` is empty though `subject` (the journal
   unless another is named) has a row that meets `condition`.
   The failing rows of a check are (examined_id, expected_amount, actual_amount). #}
{% macro examined_nothing(subject=none, condition='1 = 1') %}
    select
        'nothing examined' as examined_id,
        cast(null as decimal(18, 2)) as expected_amount,
        cast(null as decimal(18, 2)) as actual_amount
    where
        not exists (select 1 from examined)
        and exists (select 1 from {{ subject or ref('journal') }} where {{ condition }})
{% endmacro %}
