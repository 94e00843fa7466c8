-- Grain: one 抖音 after-sale case.
with after_sales as (
    {{ counted_rows('stg_douyin__after_sales') }}
),

int_douyin_refunds_shaped as (
    select
        after_sale.bill_line_id,
        after_sale.bill_platform_code as platform_code,
        after_sale.shop_id,
        after_sale.order_id,
        after_sale.sub_order_id,
        after_sale.after_sale_id,
        after_sale.sku_code as case_sku_code,
        after_sale.type_name,
        after_sale.status_name,
        after_sale.reason_name,
        after_sale._line_amount as refund_amount,
        after_sale.applied_at,
        cast(after_sale._content_at as date) as told_date,
        after_sale._file_id,
        after_sale._line_number,
        after_sale._row_hash,
        coalesce(
            after_sale.buyer_refunded_at, after_sale.shop_refunded_at, after_sale.finished_at
        ) as refunded_at
    from after_sales as after_sale
)

select * from int_douyin_refunds_shaped
