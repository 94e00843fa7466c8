-- Grain: one sub-order of any platform.
with sub_orders as (
    select * from {{ ref('int_douyin_order_lines_shaped') }}
    union all
    select * from {{ ref('int_tmall_order_lines_shaped') }}
),

int_order_lines_unioned as (
    select
        *,
        platform_code || ':' || shop_id || ':' || traffic_source_code as channel_id
    from sub_orders
)

select * from int_order_lines_unioned
