-- Grain: one bill line that pays a buyer back × sub-order: the after-sale case of a platform
-- without an after-sale export. The bill does not say whether goods came back: the ERP does, and
-- the largest refund of the sub-order is theirs.
with refund_parts as (
    select * from {{ ref('int_refund_lines_allocated') }}
),

returns as (
    select * from {{ ref('int_stock_moves_summed') }}
    where movement_type_code = 'return_in'
),

ranked as (
    select
        refund_part.*,
        goods_return.piece_count,
        coalesce(refund_part.after_sale_id, refund_part.bill_line_id) as case_id,
        row_number() over (
            partition by
                refund_part.platform_code,
                coalesce(refund_part.after_sale_id, refund_part.bill_line_id)
            order by refund_part.refunded_at asc, refund_part.part_id asc
        ) as part_number,
        row_number() over (
            partition by refund_part.platform_code, refund_part.sub_order_id
            order by refund_part.refund_amount desc, refund_part.part_id asc
        ) as size_rank
    from refund_parts as refund_part
    left join returns as goods_return
        on
            refund_part.platform_code = goods_return.platform_code
            and refund_part.sub_order_id = goods_return.sub_order_id
),

int_bill_refunds_shaped as (
    select
        bill_line_id,
        platform_code,
        shop_id,
        order_id,
        sub_order_id,
        cast(null as text) as case_sku_code,
        '退款成功' as status_name,
        cast(null as text) as reason_name,
        refund_amount,
        subsidy_refund_amount,
        cast(null as timestamp) as applied_at,
        refunded_at,
        cast(refunded_at as date) as told_date,
        _file_id,
        _line_number,
        _row_hash,
        case
            when part_number = 1 then case_id else case_id || '-' || cast(part_number as text)
        end as after_sale_id,
        case
            when size_rank = 1 and piece_count > 0 then '退货退款' else '仅退款'
        end as type_name,
        case when size_rank = 1 then piece_count end as returned_quantity
    from ranked
)

select * from int_bill_refunds_shaped
