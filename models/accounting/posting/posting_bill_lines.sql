-- Grain: one voucher line that a bill line posts: every voucher but the closing ones (结转).
{% set events = [
    'sale', 'refund', 'fund_flow', 'ad_spend', 'stock_movement', 'purchase', 'courier', 'bank',
] %}
with

posting_bill_lines as (
    {% for event in events %}
        select {{ journal_columns() | join(', ') }}
        from {{ ref('posting_' ~ event) }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select * from posting_bill_lines
