-- Grain: one line of a bank statement of any bank. amount is signed: money in positive.
{%- set banks = [
    'stg_bank__icbc_lines', 'stg_bank__icbc_statement_a_lines', 'stg_bank__icbc_statement_b_lines',
    'stg_bank__cmb_lines', 'stg_bank__ccb_lines', 'stg_bank__pingan_lines', 'stg_bank__cmbc_lines',
] %}
with int_bank_lines_unioned as (
    {%- for model in banks %}
        select
            bill_line_id,
            '{{ bill_formats()[model].source_name }}' as source_name,
            coalesce(bank_account_id, 'unknown') as bank_account_id,
            coalesce(bank_code, 'unknown') as bank_code,
            flow_number,
            occurred_at,
            _line_amount as amount,
            balance_amount,
            counterparty_name,
            summary,
            purpose,
            remark,
            case when _line_amount < 0 then 'out' else 'in' end as direction_code,
            concat(summary, ' ', purpose, ' ', remark) as wording,
            _file_id,
            _line_number,
            _row_hash
        from ({{ counted_rows(model) }}) as counted
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
)

select * from int_bank_lines_unioned
