-- Grain: one 抖音 sub-order.
with sub_orders as (
    {{ counted_rows('stg_douyin__orders') }}
),

traffic_sources as (
    select * from {{ ref('traffic_source_mappings') }}
    where platform_code = 'douyin'
),

int_douyin_order_lines_shaped as (
    select
        sub_order.bill_line_id,
        sub_order.bill_platform_code as platform_code,
        sub_order.shop_id,
        sub_order.order_id,
        sub_order.sub_order_id,
        sub_order.product_id,
        sub_order.sku_code,
        sub_order.customer_key,
        sub_order.province_text,
        sub_order.quantity,
        sub_order.list_amount,
        sub_order.payable_amount,
        sub_order.status_name,
        sub_order.ordered_at,
        sub_order.paid_at,
        sub_order.shipped_at,
        sub_order.completed_at,
        sub_order.waybill_number,
        sub_order.influencer_id,
        sub_order._file_id,
        sub_order._line_number,
        sub_order._row_hash,
        {%- for amount in [
            'shop_discount_amount', 'platform_discount_amount', 'influencer_discount_amount',
            'payment_discount_amount', 'freight_amount',
        ] %}
            cast(coalesce(sub_order.{{ amount }}, 0) as decimal(18, 2)) as {{ amount }},
        {%- endfor %}
        coalesce(sub_order.order_type_name, '') like '%预售%'
        or coalesce(sub_order.order_type_name, '') like '%定金%' as is_presale,
        coalesce(
            ad_source.traffic_source_code,
            influencer_source.traffic_source_code,
            origin_source.traffic_source_code,
            form_source.traffic_source_code,
            'unknown'
        ) as traffic_source_code
    from sub_orders as sub_order
    left join traffic_sources as ad_source
        on sub_order.ad_channel = ad_source.field_value and ad_source.field_name = 'ad_channel'
    left join traffic_sources as influencer_source
        on
            sub_order.traffic_type = influencer_source.field_value
            and influencer_source.field_name = 'traffic_type'
    left join traffic_sources as origin_source
        on
            sub_order.traffic_origin = origin_source.field_value
            and origin_source.field_name = 'traffic_origin'
    left join traffic_sources as form_source
        on
            sub_order.content_form = form_source.field_value
            and form_source.field_name = 'content_form'
)

select * from int_douyin_order_lines_shaped
