-- Grain: one bill line that pays a buyer back × sub-order it pays for. A line that names the order
-- alone is dealt out over the order's sub-orders by what was paid for them.
with refund_lines as (
    select * from {{ ref('int_refund_lines_summed') }}
),

order_lines as (
    select * from {{ ref('int_order_lines_unioned') }}
),

named as (
    select
        refund_line.bill_line_id,
        order_line.sub_order_id,
        order_line.payable_amount
    from refund_lines as refund_line
    inner join order_lines as order_line
        on
            refund_line.platform_code = order_line.platform_code
            and refund_line.order_id = order_line.order_id
            and refund_line.sub_order_id in (order_line.sub_order_id, order_line.order_id)
),

parts as (
    select
        refund_line.*,
        coalesce(named.sub_order_id, refund_line.sub_order_id) as refunded_sub_order_id,
        coalesce(named.payable_amount, 0) as weight_amount,
        refund_line.bill_line_id || ':' || coalesce(
            named.sub_order_id, refund_line.sub_order_id
        ) as part_id
    from refund_lines as refund_line
    left join named on refund_line.bill_line_id = named.bill_line_id
),

paid as (
    {{ allocate('parts', 'part_id', 'bill_line_id', 'refund_amount', 'weight_amount') }}
),

subsidised as (
    {{ allocate('parts', 'part_id', 'bill_line_id', 'subsidy_refund_amount', 'weight_amount') }}
),

int_refund_lines_allocated as (
    select
        paid.part_id,
        paid.bill_line_id,
        paid.platform_code,
        paid.shop_id,
        paid.order_id,
        paid.refunded_sub_order_id as sub_order_id,
        paid.after_sale_id,
        paid.refunded_at,
        paid.allocated_amount as refund_amount,
        subsidised.allocated_amount as subsidy_refund_amount,
        paid._file_id,
        paid._line_number,
        paid._row_hash
    from paid
    inner join subsidised on paid.part_id = subsidised.part_id
)

select * from int_refund_lines_allocated
