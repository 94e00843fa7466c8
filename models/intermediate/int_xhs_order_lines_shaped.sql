-- Grain: one SKU line of a 小红书 order.
with counted as (
    {{ counted_rows('stg_xhs__orders') }}
),

orders as (
    select
        *,
        cast(null as decimal(18, 2)) as influencer_discount_amount
    from counted
),

sourced as (
    {{ with_traffic_source('orders', 'xhs', ['influencer_id']) }}
),

int_xhs_order_lines_shaped as (
    {{ shaped_order_lines('sourced') }}
)

select * from int_xhs_order_lines_shaped
