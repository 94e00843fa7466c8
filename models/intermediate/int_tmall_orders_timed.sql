-- Grain: one 天猫 sub-order. The exports carry neither the time of shipping nor of receipt
-- (确认收货): the ERP has the first; the second is when the order's payment reaches Alipay,
-- for want of which the platform's own confirmation counts, ten days after shipping.
with items as (
    select * from {{ ref('int_tmall_order_items_priced') }}
),

shipments as (
    select
        stock_move.sub_order_id,
        min(stock_move.moved_at) as shipped_at
    from {{ ref('int_stock_moves_deduplicated') }} as stock_move
    where stock_move.platform_code = 'tmall' and stock_move.movement_type_code = 'sale_out'
    group by stock_move.sub_order_id
),

payments as (
    select
        order_id,
        min(occurred_at) as received_at
    from {{ ref('int_alipay_lines_parsed') }}
    where scene_name in ('交易付款', '在线支付') and direction_code = 'in'
    group by order_id
),

int_tmall_orders_timed as (
    select
        item.sub_order_id,
        shipment.shipped_at,
        case
            when item.status_name = '交易成功'
                then coalesce(
                    payment.received_at,
                    {{ dbt.dateadd('day', 10, 'shipment.shipped_at') }}
                )
        end as completed_at
    from items as item
    left join shipments as shipment on item.sub_order_id = shipment.sub_order_id
    left join payments as payment on item.order_id = payment.order_id
)

select * from int_tmall_orders_timed
