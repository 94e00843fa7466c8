-- Lost otherwise: what a purchase or a stock movement says, on its way into its voucher.
-- Merchandise and input VAT are those of the receipt; goods dispatched are valued at the card of
-- their sale, and what the ERP says beyond it is a difference.
{{ config(meta={'dagster': {'ref': {'name': 'posting_bill_lines'}}}) }}
{% set entries = {
    "'1405'": 'merchandise_amount',
    "'22210101'": 'vat_amount',
    "'220201'": '-gross_amount',
    "'1406'": '-dispatched_amount',
    "'1901'": '-difference_amount',
} %}
with

valued_movement as (
    select
        movement.*,
        sale.shop_id,
        case when movement.quantity < 0 then -1 else 1 end * valued.card_cost_amount
            as card_cost_amount
    from {{ ref('stock_movement_fact') }} as movement
    inner join {{ ref('event_stock_movement') }} as valued
        on movement.stock_movement_id = valued.source_id
    left join {{ ref('order_line_fact') }} as sale
        on movement.platform_code = sale.platform_code and movement.sub_order_id = sale.sub_order_id
),

fact as (
    select
        bill_line_id,
        stock_movement_id as source_id,
        coalesce(shop_id, 'company') as shop_id,
        moved_date as voucher_date,
        cost_amount as merchandise_amount,
        0 as vat_amount,
        0 as gross_amount,
        card_cost_amount as dispatched_amount,
        cost_amount - card_cost_amount as difference_amount
    from valued_movement

    union all

    select
        bill_line_id,
        purchase_id as source_id,
        'company' as shop_id,
        received_date as voucher_date,
        taxable_amount as merchandise_amount,
        vat_amount,
        gross_amount,
        0 as dispatched_amount,
        0 as difference_amount
    from {{ ref('purchase_fact') }}
),

told as (
    {% for account_code, amount in entries.items() %}
        select
            bill_line_id,
            source_id,
            {{ account_code }} as account_code,
            shop_id,
            voucher_date,
            {{ amount }} as amount
        from fact
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

examined as (
    {{ told_and_booked(['stock_movement_fact', 'purchase_fact']) }}
)

select
    examined_id,
    expected_amount,
    actual_amount
from examined
where not is_as_told

union all

{{ examined_nothing() }}
