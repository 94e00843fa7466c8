-- Grain: one stock movement of the ERP, with the sub-order it belongs to. Not every platform
-- numbers sub-orders: where the ERP names none of ours, its order and SKU do.
with stock_moves as (
    select * from {{ ref('int_stock_moves_deduplicated') }}
),

order_lines as (
    select
        platform_code,
        order_id,
        sub_order_id,
        sku_code
    from {{ ref('int_order_lines_unioned') }}
),

skus_of_orders as (
    select
        platform_code,
        order_id,
        sku_code,
        min(sub_order_id) as sub_order_id
    from order_lines
    group by platform_code, order_id, sku_code
    having count(*) = 1
),

int_stock_moves_resolved as (
    select
        stock_move.bill_line_id,
        stock_move.movement_id,
        stock_move.movement_type_code,
        stock_move.sku_code,
        stock_move.unit_cost_amount,
        stock_move.moved_at,
        stock_move.platform_code,
        stock_move.order_id,
        coalesce(
            order_line.sub_order_id, sku_of_order.sub_order_id, stock_move.sub_order_id
        ) as sub_order_id,
        stock_move.waybill_number,
        stock_move.quantity,
        stock_move.cost_amount,
        stock_move._file_id,
        stock_move._line_number,
        stock_move._row_hash
    from stock_moves as stock_move
    left join order_lines as order_line
        on
            stock_move.platform_code = order_line.platform_code
            and stock_move.sub_order_id = order_line.sub_order_id
    left join skus_of_orders as sku_of_order
        on
            stock_move.platform_code = sku_of_order.platform_code
            and stock_move.order_id = sku_of_order.order_id
            and stock_move.sku_code = sku_of_order.sku_code
)

select * from int_stock_moves_resolved
