-- Grain: one 天猫 sub-order.
with items as (
    select * from {{ ref('int_tmall_order_items_priced') }}
),

times as (
    select * from {{ ref('int_tmall_orders_timed') }}
),

traffic_sources as (
    select * from {{ ref('traffic_source_mappings') }}
    where platform_code = 'tmall'
),

amounts as (
    select
        item.*,
        {{ money_multiply('item.unit_price_amount', 'item.quantity') }} as list_amount
    from items as item
),

int_tmall_order_lines_shaped as (
    select
        item.bill_line_id,
        item.platform_code,
        item.shop_id,
        item.order_id,
        item.sub_order_id,
        item.product_id,
        item.sku_code,
        item.customer_key,
        item.province_text,
        item.quantity,
        item.list_amount,
        cast(item.list_amount - item.paid_amount as decimal(18, 2)) as shop_discount_amount,
        cast(0 as decimal(18, 2)) as platform_discount_amount,
        cast(0 as decimal(18, 2)) as influencer_discount_amount,
        cast(0 as decimal(18, 2)) as payment_discount_amount,
        item.allocated_amount as freight_amount,
        cast(item.paid_amount + item.allocated_amount as decimal(18, 2)) as payable_amount,
        item.status_name,
        item.ordered_at,
        item.paid_at,
        timed.shipped_at,
        timed.completed_at,
        item.waybill_number,
        cast(null as text) as influencer_id,
        item._file_id,
        item._line_number,
        item._row_hash,
        item.stage_text is not null as is_presale,
        coalesce(traffic.traffic_source_code, 'unknown') as traffic_source_code
    from amounts as item
    left join times as timed on item.sub_order_id = timed.sub_order_id
    left join traffic_sources as traffic
        on traffic.field_name = 'content_form' and traffic.field_value = '货架'
)

select * from int_tmall_order_lines_shaped
