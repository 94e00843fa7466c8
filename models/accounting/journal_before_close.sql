-- Grain: one voucher line that a bill line posts, before the closing entries (结转) of periods and years.
{% set events = [
    'sale', 'refund', 'fund_flow', 'ad_spend', 'stock_movement', 'purchase', 'courier', 'bank',
] %}
with

journal_before_close as (
    {% for event in events %}
    select * from {{ ref('posting_' ~ event) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select * from journal_before_close
