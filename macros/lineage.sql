{#
    The lineage columns that every staged row carries from raw, with the row's identity.
    natural_key: SQL text expression over the raw columns that names the row's content.
#}
{% macro lineage_columns(natural_key) -%}
    {{ storeledger.surrogate_key(['_file_id', '_sheet_name', '_line_number']) }} as _raw_line_id,
    {{ natural_key }} as _natural_key,
    _file_id,
    _sheet_name,
    _line_number,
    _row_hash,
    _occurrence
{%- endmacro %}

{# Identity of a row of a format that has no number of its own: its content and its place among equals. #}
{% macro content_key() -%}
    {{ return("_row_hash || ':' || cast(_occurrence as text)") }}
{%- endmacro %}

{#
    A query for the rows of a staged model that count: one for each bill line, duplicates left out, with
    bill_line_id, bill_platform_code, shop_id, bank_account_id and bank_code beside the staged columns.
#}
{% macro counted_rows(model) -%}
    select
        staged.*,
        bill_line.bill_line_id,
        bill_line.platform_code as bill_platform_code,
        bill_line.shop_id,
        bill_line.bank_account_id,
        bill_line.bank_code
    from {{ ref(model) }} as staged
    inner join {{ ref('int_bill_lines_ranked') }} as bill_line
        on staged._raw_line_id = bill_line.raw_line_id and not bill_line.is_duplicate
{%- endmacro %}

{# Pattern of a withdrawal's number (提现单号) in the remark of a fund bill or a bank statement. #}
{% macro payout_pattern() -%}
    {{ return('提现单号[:：](TX[0-9A-Za-z]+)') }}
{%- endmacro %}
