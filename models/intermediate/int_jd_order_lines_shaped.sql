-- Grain: one SKU of a 京东 order. The export shows neither discounts nor freight, parcel or buyer:
-- what the shop is owed (商家应收) is both list and payable.
with counted as (
    {{ counted_rows('stg_jd__orders') }}
),

orders as (
    select
        *,
        {%- for amount in [
            'shop_discount_amount', 'platform_discount_amount', 'influencer_discount_amount',
            'payment_discount_amount', 'freight_amount',
        ] %}
            cast(null as decimal(18, 2)) as {{ amount }},
        {%- endfor %}
        {%- for text in [
            'customer_key', 'province_text', 'order_type_name', 'waybill_number', 'influencer_id',
        ] %}
            cast(null as text) as {{ text }},
        {%- endfor %}
        cast(null as timestamp) as shipped_at,
        cast(null as timestamp) as completed_at
    from counted
),

sourced as (
    {{ with_traffic_source('orders', 'jd', []) }}
),

int_jd_order_lines_shaped as (
    {{ shaped_order_lines('sourced') }}
)

select * from int_jd_order_lines_shaped
