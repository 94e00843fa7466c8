-- Grain: one SKU of a 视频号 order.
with orders as (
    {{ counted_rows('stg_wxshop__orders') }}
),

sourced as (
    {{ with_traffic_source('orders', 'wxshop', ['traffic_origin']) }}
),

int_wxshop_order_lines_shaped as (
    {{ shaped_order_lines('sourced') }}
)

select * from int_wxshop_order_lines_shaped
