-- Grain: one line of a courier's bill, overlapping downloads united.
{%- set bills = {
    'zto': {'model': 'stg_courier__zto_lines'},
    'yto': {'model': 'stg_courier__yto_lines'},
    'sf': {'model': 'stg_courier__sf_lines', 'service_name': 'service_name'},
    'cainiao': {'model': 'stg_courier__cainiao_order_fees', 'service_name': 'fee_name'},
} %}
with int_courier_lines_unioned as (
    {%- for courier_code, bill in bills.items() %}
        select
            bill_line_id,
            '{{ courier_code }}' as courier_code,
            waybill_number,
            billed_date,
            weight_kg,
            province_text,
            cast({{ bill.service_name or 'null' }} as text) as service_name,
            fee_amount,
            _file_id,
            _line_number,
            _row_hash
        from ({{ counted_rows(bill.model) }}) as counted
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
)

select * from int_courier_lines_unioned
