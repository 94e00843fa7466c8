-- Grain: one line of a stock movement's voucher: merchandise against goods dispatched; the ERP's
-- cost above the card to 1901.
with

posted as (
    select * from {{ ref('event_stock_movement') }}
    where fate_code = 'posted'
),

posting_stock_movement as (
    {{ journal_lines(
        voucher_type_code='stock',
        source_model='stock_movement_fact',
        amounts={'erp_cost': 'erp_cost_amount', 'card_cost': 'card_cost_amount', 'difference': 'difference_amount'}
    ) }}
)

select * from posting_stock_movement
