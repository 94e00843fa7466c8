-- Grain: one line of a voucher (凭证分录), closing entries included: leave these out (voucher_type_code
-- period_close, year_close) to sum income and cost accounts.
{% set postings = [
    'posting_bill_lines', 'posting_vat_transfer', 'posting_period_close', 'posting_year_close',
] %}
with

journal as (
    {% for posting in postings %}
        select
            voucher_id || '-' || cast(line_number as text) as journal_line_id,
            {{ journal_columns() | join(', ') }}
        from {{ ref(posting) }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select * from journal
