-- Grain: one sub-order of any platform.
with int_order_lines_unioned as (
    {%- for platform in ['douyin', 'kuaishou', 'wxshop', 'tmall', 'xhs', 'jd', 'pdd'] %}
        select
            bill_line_id,
            platform_code,
            shop_id,
            order_id,
            sub_order_id,
            product_id,
            sku_code,
            customer_key,
            province_text,
            quantity,
            list_amount,
            shop_discount_amount,
            platform_discount_amount,
            influencer_discount_amount,
            payment_discount_amount,
            freight_amount,
            payable_amount,
            status_name,
            is_presale,
            ordered_at,
            paid_at,
            shipped_at as exported_shipped_at,
            completed_at as exported_completed_at,
            cast(greatest(ordered_at, paid_at, shipped_at, completed_at) as date) as told_date,
            waybill_number as exported_waybill_number,
            influencer_id,
            traffic_source_code,
            _file_id,
            _line_number,
            _row_hash,
            platform_code || ':' || shop_id || ':' || traffic_source_code as channel_id
        from {{ ref('int_' ~ platform ~ '_order_lines_shaped') }}
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
)

select * from int_order_lines_unioned
