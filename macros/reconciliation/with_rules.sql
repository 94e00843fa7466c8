{#
    The rows of `relation` with the rule of `recon_type` that is in force on their record_date
    (rule_code, tolerance_amount, lag_days, close_day), the as-of date and the row's age in days.
    The rule of the row's platform goes before that of all (`*`); what it leaves empty is that of all.
#}
{% macro with_rules(relation, recon_type) -%}
    select
        {{ relation }}.*,
        {%- for column in ['rule_code', 'tolerance_amount', 'lag_days', 'close_day'] %}
            coalesce(own_rules.{{ column }}, rules.{{ column }}) as {{ column }},
        {%- endfor %}
        as_of.as_of_date,
        {{ days_between(relation ~ '.record_date', 'as_of.as_of_date') }} as age_days
    from {{ relation }}
    inner join {{ ref('reconciliation_rules') }} as rules
        on
            rules.recon_type = '{{ recon_type }}'
            and rules.platform_code = '*'
            and {{ relation }}.record_date >= rules.valid_from
            and {{ relation }}.record_date < rules.valid_to
    left join {{ ref('reconciliation_rules') }} as own_rules
        on
            own_rules.recon_type = '{{ recon_type }}'
            and {{ relation }}.platform_code = own_rules.platform_code
            and {{ relation }}.record_date >= own_rules.valid_from
            and {{ relation }}.record_date < own_rules.valid_to
    cross join {{ ref('as_of_dim') }} as as_of
{%- endmacro %}
