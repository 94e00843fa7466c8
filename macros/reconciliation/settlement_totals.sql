{# The rows of recon_settlement_lines summed by platform, bill kind and `key`, which becomes match_key. #}
{% macro settlement_totals(key) -%}
    select
        platform_code,
        bill_kind,
        {{ key }} as match_key,
        {{ least_text('shop_id') }} as shop_id,
        case when min(order_id) = max(order_id) then min(order_id) end as order_id,
        case
            when min(sub_order_id) = max(sub_order_id) then min(sub_order_id)
        end as sub_order_id,
        cast(sum(gross_amount) as decimal(18, 2)) as gross_amount,
        cast(sum(settled_amount) as decimal(18, 2)) as settled_amount,
        cast(count(*) as bigint) as line_count,
        cast(sum(gross_count) as bigint) as gross_line_count,
        min(occurred_date) as first_date,
        max(occurred_date) as last_date,
        {{ least_text('bill_line_id') }} as bill_line_id
    from {{ ref('recon_settlement_lines') }}
    group by platform_code, bill_kind, {{ key }}
{%- endmacro %}
