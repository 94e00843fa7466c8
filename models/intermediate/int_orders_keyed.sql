-- Grain: one number by which a bill can name an order: a sub-order, or a main order that is no
-- sub-order too.
with order_lines as (
    select * from {{ ref('int_order_lines_unioned') }}
),

sub_orders as (
    select
        platform_code,
        sub_order_id as order_key,
        channel_id,
        product_id,
        sku_code
    from order_lines
),

main_orders as (
    select
        platform_code,
        order_id as order_key,
        {{ least_text('channel_id') }} as channel_id,
        case when count(*) = 1 then min(product_id) end as product_id,
        case when count(*) = 1 then min(sku_code) end as sku_code
    from order_lines
    group by platform_code, order_id
),

int_orders_keyed as (
    select * from sub_orders
    union all
    select main_order.*
    from main_orders as main_order
    where
        not exists (
            select 1
            from sub_orders as sub_order
            where
                sub_order.platform_code = main_order.platform_code
                and sub_order.order_key = main_order.order_key
        )
)

select * from int_orders_keyed
