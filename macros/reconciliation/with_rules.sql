{#
    The rows of `relation` with the rule of `recon_type` that is in force on their record_date
    (rule_code, tolerance_amount, lag_days, close_day), the as-of date and the row's age in days.
#}
{% macro with_rules(relation, recon_type) -%}
    select
        {{ relation }}.*,
        rules.rule_code,
        rules.tolerance_amount,
        rules.lag_days,
        rules.close_day,
        as_of.as_of_date,
        {{ days_between(relation ~ '.record_date', 'as_of.as_of_date') }} as age_days
    from {{ relation }}
    inner join {{ ref('reconciliation_rules') }} as rules
        on
            rules.recon_type = '{{ recon_type }}'
            and {{ relation }}.record_date >= rules.valid_from
            and {{ relation }}.record_date < rules.valid_to
    cross join {{ ref('as_of_dim') }} as as_of
{%- endmacro %}
