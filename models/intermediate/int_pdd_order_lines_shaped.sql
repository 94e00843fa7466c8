-- Grain: one 拼多多 order, which is of one SKU. The export tells nothing about the buyer.
with counted as (
    {{ counted_rows('stg_pdd__orders') }}
),

orders as (
    select
        *,
        cast(null as decimal(18, 2)) as influencer_discount_amount,
        cast(null as text) as customer_key,
        cast(null as text) as province_text,
        cast(null as text) as order_type_name,
        cast(null as text) as influencer_id
    from counted
),

sourced as (
    {{ with_traffic_source('orders', 'pdd', []) }}
),

int_pdd_order_lines_shaped as (
    {{ shaped_order_lines('sourced') }}
)

select * from int_pdd_order_lines_shaped
