-- Grain: one 抖音 after-sale case.
with after_sales as (
    select * from {{ ref('stg_douyin__after_sales') }}
),

int_douyin_refunds_shaped as (
    select
        line.bill_line_id,
        line.platform_code,
        line.shop_id,
        after_sale.order_id,
        after_sale.sub_order_id,
        after_sale.after_sale_id,
        after_sale.type_name,
        after_sale.status_name,
        after_sale.reason_name,
        cast(after_sale._line_amount as decimal(18, 2)) as refund_amount,
        after_sale.applied_at,
        coalesce(
            after_sale.buyer_refunded_at, after_sale.shop_refunded_at, after_sale.finished_at
        ) as refunded_at,
        line._file_id,
        line._line_number,
        line._row_hash
    from after_sales as after_sale
    inner join {{ ref('int_bill_lines_ranked') }} as line
        on after_sale._raw_line_id = line.raw_line_id and not line.is_duplicate
)

select * from int_douyin_refunds_shaped
