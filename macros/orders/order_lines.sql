{#
    The order lines of `relation`: counted rows of an export that tells discounts by who bears them, with
    traffic_source_code. A discount that the export leaves empty is 0. `shop_discount`: expression of what the
    shop bears.
#}
{% macro shaped_order_lines(relation, shop_discount='shop_discount_amount') -%}
    select
        bill_line_id,
        bill_platform_code as platform_code,
        shop_id,
        order_id,
        sub_order_id,
        product_id,
        sku_code,
        customer_key,
        province_text,
        quantity,
        list_amount,
        cast(coalesce({{ shop_discount }}, 0) as decimal(18, 2)) as shop_discount_amount,
        {%- for amount in [
            'platform_discount_amount', 'influencer_discount_amount', 'payment_discount_amount',
            'freight_amount',
        ] %}
            cast(coalesce({{ amount }}, 0) as decimal(18, 2)) as {{ amount }},
        {%- endfor %}
        payable_amount,
        status_name,
        coalesce(order_type_name, '') like '%预售%'
        or coalesce(order_type_name, '') like '%定金%' as is_presale,
        ordered_at,
        paid_at,
        shipped_at,
        completed_at,
        waybill_number,
        influencer_id,
        traffic_source_code,
        _file_id,
        _line_number,
        _row_hash
    from {{ relation }}
{%- endmacro %}
