-- Grain: one 天猫 refund. The export does not say whether goods came back: the ERP's return does.
with refunds as (
    {{ counted_rows('stg_tmall__refunds') }}
),

returns as (
    select sub_order_id from {{ ref('int_stock_moves_summed') }}
    where platform_code = 'tmall' and movement_type_code = 'return_in'
),

items as (
    select
        sub_order_id,
        min(order_id) as order_id
    from {{ ref('stg_tmall__order_items') }}
    group by sub_order_id
),

int_tmall_refunds_shaped as (
    select
        refund.bill_line_id,
        refund.bill_platform_code as platform_code,
        refund.shop_id,
        refund.sub_order_id,
        refund.after_sale_id,
        refund.status_name,
        cast(null as text) as case_sku_code,
        cast(null as text) as reason_name,
        refund.refund_amount,
        cast(null as timestamp) as applied_at,
        refund.refunded_at,
        cast(refund._content_at as date) as told_date,
        refund._file_id,
        refund._line_number,
        refund._row_hash,
        coalesce(item.order_id, refund.sub_order_id) as order_id,
        case when goods_return.sub_order_id is null then '仅退款' else '退货退款' end as type_name
    from refunds as refund
    left join items as item on refund.sub_order_id = item.sub_order_id
    left join returns as goods_return on refund.sub_order_id = goods_return.sub_order_id
)

select * from int_tmall_refunds_shaped
