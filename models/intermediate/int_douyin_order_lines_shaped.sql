-- Grain: one 抖音 sub-order.
with orders as (
    {{ counted_rows('stg_douyin__orders') }}
),

sourced as (
    {{ with_traffic_source(
        'orders', 'douyin', ['ad_channel', 'traffic_type', 'traffic_origin', 'content_form']
    ) }}
),

int_douyin_order_lines_shaped as (
    {{ shaped_order_lines('sourced') }}
)

select * from int_douyin_order_lines_shaped
