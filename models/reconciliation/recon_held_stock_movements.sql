-- Grain: one stock movement of the ERP that no cost card values: neither that of its sale, nor that
-- of its own day. Goods of a sale before the first bill come back at the ERP's value.
with movements as (
    select * from {{ ref('stock_movement_fact') }}
    where movement_type_code <> 'purchase_receipt'
),

cost_cards as (
    select * from {{ ref('recon_cost_cards') }}
),

costs as (
    select * from {{ ref('cost_fact') }}
),

recon_held_stock_movements as (
    select
        movements.bill_line_id,
        'missing_unit_cost' as reason_code,
        movements.platform_code,
        cost_cards.shop_id,
        movements.order_id,
        movements.sub_order_id,
        movements.moved_date as record_date,
        movements.cost_amount as difference_amount
    from movements
    left join cost_cards
        on
            movements.platform_code = cost_cards.platform_code
            and movements.sub_order_id = cost_cards.sub_order_id
    left join costs
        on
            movements.sku_code = costs.sku_code
            and movements.moved_date >= costs.valid_from
            and movements.moved_date < costs.valid_to
    where
        cost_cards.unit_cost_amount is null
        and costs.unit_cost_amount is null
        and (cost_cards.order_line_id is not null or movements.movement_type_code <> 'return_in')
)

select * from recon_held_stock_movements
