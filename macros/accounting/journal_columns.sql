{# The one shape of every posting model, a column a line. #}
{% macro journal_columns() -%}
    {{ return([
        'voucher_id', 'line_number', 'voucher_type_code', 'voucher_date', 'accounting_period',
        'account_code', 'debit_amount', 'credit_amount', 'description', 'event_code',
        'platform_code', 'shop_id', 'channel_id', 'order_id', 'sub_order_id', 'bill_line_id',
        'source_model', 'source_id', '_file_id', '_line_number',
    ]) }}
{%- endmacro %}
