{#
    The columns that every recon_<left>_to_<right> shares, in the types of reconciliation_record.
    `method` is the match method of records that have both sides, null on the others.
#}
{% macro reconciliation_sides(recon_type, method) -%}
        cast('{{ recon_type }}' as {{ dbt.type_string() }}) as recon_type,
        match_key,
        platform_code,
        shop_id,
        order_id,
        sub_order_id,
        record_date,
        cast(left_amount as decimal(18, 2)) as left_amount,
        cast(right_amount as decimal(18, 2)) as right_amount,
        cast(left_count as bigint) as left_count,
        cast(right_count as bigint) as right_count,
        case when left_count > 0 and right_count > 0 then {{ method }} end as match_method_code,
        rule_code,
        left_bill_line_id,
        right_bill_line_id
{%- endmacro %}
