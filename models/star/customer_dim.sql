-- Grain: one buyer by keyed hash, and `unknown`.
with order_lines as (
    select * from {{ ref('order_line_fact') }}
    where customer_id <> 'unknown'
),

customer_dim as (
    select
        customer_id,
        platform_code,
        cast(min(ordered_at) as date) as first_order_date,
        cast(count(distinct order_id) as bigint) as order_count
    from order_lines
    group by customer_id, platform_code
    union all
    select
        'unknown' as customer_id,
        cast(null as text) as platform_code,
        cast(null as date) as first_order_date,
        cast(0 as bigint) as order_count
)

select * from customer_dim
