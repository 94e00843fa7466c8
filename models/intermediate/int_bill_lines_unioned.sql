-- Grain: one row of one loaded bill file, duplicates included.
{%- set bills = bill_formats() %}
with int_bill_lines_unioned as (
    {%- for model, bill in bills.items() %}
        select
            '{{ bill.source_name }}' as source_name,
            '{{ bill.bill_kind }}' as bill_kind,
            '{{ bill.platform_code }}' as platform_code,
            cast({{ bill.status_name or 'null' }} as text) as status_name,
            _raw_line_id as raw_line_id,
            _natural_key,
            _content_at,
            _line_amount as line_amount,
            _file_id,
            _sheet_name,
            _line_number,
            _row_hash,
            _residual
        from {{ ref(model) }}
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
)

select * from int_bill_lines_unioned
