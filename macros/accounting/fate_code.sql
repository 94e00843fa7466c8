{# What becomes of a bill line (去向) by the reason it does not post: none → posted; a reason that nobody need act
   on → memo; any other → rejected. #}
{% macro fate_code(reason_code) -%}
    {%- set memo_reasons = [
        'not_recognised', 'refund_not_paid', 'exchange', 'zero_amount', 'posted_by_purchase_line',
    ] -%}
    {{ return(
        "cast(case when " ~ reason_code ~ " is null then 'posted' when " ~ reason_code ~ " in ('"
        ~ memo_reasons | join("', '") ~ "') then 'memo' else 'rejected' end as text)"
    ) }}
{%- endmacro %}
