-- Grain: platform × id that a bill line may name: every sub-order, and every order whose id is no
-- sub-order's. An order carries only the tags that all of its lines agree on, else `untagged`.
with
order_lines as (
    select * from {{ ref('order_line_fact') }}
),

products as (
    select * from {{ ref('product_dim') }}
),

sub_orders as (
    select
        order_lines.platform_code,
        order_lines.order_id,
        order_lines.sub_order_id,
        order_lines.channel_id,
        order_lines.product_key,
        products.category_name,
        order_lines.province_name
    from order_lines
    inner join products on order_lines.product_key = products.product_key
),

orders as (
    select
        platform_code,
        order_id,
        case
            when min(channel_id) = max(channel_id) then min(channel_id) else 'untagged'
        end as channel_id,
        case
            when min(product_key) = max(product_key) then min(product_key) else 'untagged'
        end as product_key,
        case
            when min(category_name) = max(category_name) then min(category_name) else 'untagged'
        end as category_name,
        case
            when min(province_name) = max(province_name) then min(province_name) else 'untagged'
        end as province_name
    from sub_orders
    group by platform_code, order_id
),

analysis_order_tag as (
    select
        platform_code,
        sub_order_id as named_id,
        channel_id,
        product_key,
        category_name,
        province_name
    from sub_orders
    union all
    select
        orders.platform_code,
        orders.order_id as named_id,
        orders.channel_id,
        orders.product_key,
        orders.category_name,
        orders.province_name
    from orders
    left join sub_orders
        on
            orders.platform_code = sub_orders.platform_code
            and orders.order_id = sub_orders.sub_order_id
    where sub_orders.sub_order_id is null
)

select * from analysis_order_tag
