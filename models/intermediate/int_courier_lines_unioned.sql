-- Grain: one line of a courier's bill, overlapping downloads united.
{%- set bills = {
    'zto': 'stg_courier__zto_lines',
    'yto': 'stg_courier__yto_lines',
    'cainiao': 'stg_courier__cainiao_order_fees',
} %}
with int_courier_lines_unioned as (
    {%- for courier_code, model in bills.items() %}
        select
            bill_line_id,
            '{{ courier_code }}' as courier_code,
            waybill_number,
            billed_date,
            weight_kg,
            province_text,
            fee_amount,
            _file_id,
            _line_number,
            _row_hash
        from ({{ counted_rows(model) }}) as counted
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
)

select * from int_courier_lines_unioned
