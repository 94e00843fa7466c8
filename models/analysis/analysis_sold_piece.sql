-- Grain: month × channel × category × province: goods sold. order_count must not be summed over
-- categories: an order with several of them counts in each.
with
order_lines as (
    select * from {{ ref('order_line_fact') }}
    where recognised_date is not null and line_kind = 'goods'
),

products as (
    select * from {{ ref('product_dim') }}
),

monthly as (
    select
        order_lines.channel_id,
        products.category_name,
        order_lines.province_name,
        order_lines.order_id,
        order_lines.quantity,
        order_lines.shop_discount_amount,
        {{ accounting_period('order_lines.recognised_date') }} as accounting_period
    from order_lines
    inner join products on order_lines.product_key = products.product_key
),

analysis_sold_piece as (
    select
        accounting_period,
        channel_id,
        category_name,
        province_name,
        cast(sum(quantity) as bigint) as quantity,
        cast(sum(shop_discount_amount) as decimal(18, 2)) as shop_discount_amount,
        count(distinct order_id) as order_count
    from monthly
    group by accounting_period, channel_id, category_name, province_name
)

select * from analysis_sold_piece
