-- Grain: one 天猫 sub-order with its main order's export row; the main order's freight is dealt
-- out over the sub-orders by what was paid for them.
with items as (
    {{ counted_rows('stg_tmall__order_items') }}
),

orders as (
    {{ counted_rows('stg_tmall__orders') }}
),

joined as (
    select
        item.bill_line_id,
        item.bill_platform_code as platform_code,
        item.shop_id,
        item.order_id,
        item.sub_order_id,
        item.product_id,
        item.sku_code,
        item.quantity,
        item.unit_price_amount,
        item.paid_amount,
        main_order.customer_key,
        main_order.province_text,
        main_order.status_name,
        main_order.stage_text,
        main_order.ordered_at,
        main_order.paid_at,
        item._file_id,
        item._line_number,
        item._row_hash,
        coalesce(item.waybill_number, main_order.waybill_number) as waybill_number,
        coalesce(main_order.freight_amount, 0) as order_freight_amount
    from items as item
    left join orders as main_order on item.order_id = main_order.order_id
),

int_tmall_order_items_priced as (
    {{ allocate('joined', 'sub_order_id', 'order_id', 'order_freight_amount', 'paid_amount') }}
)

select * from int_tmall_order_items_priced
