-- Grain: one 抖音 sub-order.
with orders as (
    select * from {{ ref('stg_douyin__orders') }}
),

bill_lines as (
    select * from {{ ref('int_bill_lines_ranked') }}
    where source_name = 'douyin_order' and not is_duplicate
),

traffic_sources as (
    select * from {{ ref('traffic_source_mappings') }}
    where platform_code = 'douyin'
),

int_douyin_order_lines_shaped as (
    select
        line.bill_line_id,
        line.platform_code,
        line.shop_id,
        sub_order.order_id,
        sub_order.sub_order_id,
        sub_order.product_id,
        sub_order.sku_code,
        sub_order.customer_key,
        sub_order.province_text,
        sub_order.quantity,
        sub_order.list_amount,
        coalesce(sub_order.shop_discount_amount, 0) as shop_discount_amount,
        coalesce(sub_order.platform_discount_amount, 0) as platform_discount_amount,
        coalesce(sub_order.influencer_discount_amount, 0) as influencer_discount_amount,
        coalesce(sub_order.payment_discount_amount, 0) as payment_discount_amount,
        coalesce(sub_order.freight_amount, 0) as freight_amount,
        sub_order.payable_amount,
        sub_order.status_name,
        coalesce(sub_order.order_type_name, '') like '%预售%'
        or coalesce(sub_order.order_type_name, '') like '%定金%' as is_presale,
        sub_order.ordered_at,
        sub_order.paid_at,
        sub_order.shipped_at,
        sub_order.completed_at,
        sub_order.waybill_number,
        sub_order.influencer_id,
        coalesce(
            ad.traffic_source_code,
            type.traffic_source_code,
            origin.traffic_source_code,
            form.traffic_source_code,
            'unknown'
        ) as traffic_source_code,
        line._file_id,
        line._line_number,
        line._row_hash
    from orders as sub_order
    inner join bill_lines as line on sub_order._raw_line_id = line.raw_line_id
    left join traffic_sources as ad
        on ad.field_name = 'ad_channel' and sub_order.ad_channel = ad.field_value
    left join traffic_sources as type
        on type.field_name = 'traffic_type' and sub_order.traffic_type = type.field_value
    left join traffic_sources as origin
        on origin.field_name = 'traffic_origin' and sub_order.traffic_origin = origin.field_value
    left join traffic_sources as form
        on form.field_name = 'content_form' and sub_order.content_form = form.field_value
)

select * from int_douyin_order_lines_shaped
