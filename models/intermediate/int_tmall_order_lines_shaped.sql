-- Grain: one 天猫 sub-order.
with items as (
    select * from {{ ref('int_tmall_order_items_priced') }}
),

amounts as (
    select
        items.*,
        {{ money_multiply('items.unit_price_amount', 'items.quantity') }} as list_amount
    from items
),

orders as (
    select
        *,
        platform_code as bill_platform_code,
        cast(list_amount - paid_amount as decimal(18, 2)) as shop_discount_amount,
        cast(null as decimal(18, 2)) as platform_discount_amount,
        cast(null as decimal(18, 2)) as influencer_discount_amount,
        cast(null as decimal(18, 2)) as payment_discount_amount,
        allocated_amount as freight_amount,
        cast(paid_amount + allocated_amount as decimal(18, 2)) as payable_amount,
        case when stage_text is not null then '预售' end as order_type_name,
        cast(null as timestamp) as shipped_at,
        cast(null as timestamp) as completed_at,
        cast(null as text) as influencer_id
    from amounts
),

sourced as (
    {{ with_traffic_source('orders', 'tmall', []) }}
),

int_tmall_order_lines_shaped as (
    {{ shaped_order_lines('sourced') }}
)

select * from int_tmall_order_lines_shaped
