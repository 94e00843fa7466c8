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
        cast(coalesce(sub_order.shop_discount_amount, 0) as decimal(18, 2)) as shop_discount_amount,
        cast(coalesce(sub_order.platform_discount_amount, 0) as decimal(18, 2)) as platform_discount_amount,
        cast(coalesce(sub_order.influencer_discount_amount, 0) as decimal(18, 2)) as influencer_discount_amount,
        cast(coalesce(sub_order.payment_discount_amount, 0) as decimal(18, 2)) as payment_discount_amount,
        cast(coalesce(sub_order.freight_amount, 0) as decimal(18, 2)) as freight_amount,
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
            ad_channel.traffic_source_code,
            traffic_type.traffic_source_code,
            traffic_origin.traffic_source_code,
            content_form.traffic_source_code,
            'unknown'
        ) as traffic_source_code,
        sub_order._file_id,
        sub_order._line_number,
        sub_order._row_hash
    from sub_orders as sub_order
    {%- for field in ['ad_channel', 'traffic_type', 'traffic_origin', 'content_form'] %}
    left join traffic_sources as {{ field }}
        on {{ field }}.field_name = '{{ field }}' and sub_order.{{ field }} = {{ field }}.field_value
    {%- endfor %}
)

select * from int_douyin_order_lines_shaped
