-- Grain: one 快手 order, which is of one SKU. No bill pays the shop for 混资活动优惠: the shop bears
-- it.
with orders as (
    {{ counted_rows('stg_kuaishou__orders') }}
),

sourced as (
    {{ with_traffic_source('orders', 'kuaishou', ['traffic_origin', 'content_form']) }}
),

int_kuaishou_order_lines_shaped as (
    {{ shaped_order_lines(
        'sourced', 'coalesce(shop_discount_amount, 0) + coalesce(cofunded_discount_amount, 0)'
    ) }}
)

select * from int_kuaishou_order_lines_shaped
