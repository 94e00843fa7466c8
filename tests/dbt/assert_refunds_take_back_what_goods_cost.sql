-- Lost otherwise: what the goods of a refund cost. Per order line, paid refunds of a sale take back
-- the pieces returned at its card, those of goods given up on their way write them off once, and
-- goods of a sale before the first bill come back at what the ERP says.
{{ config(meta={'dagster': {'ref': {'name': 'refund_cost'}}}) }}
with

refunded as (
    select
        refund.platform_code,
        refund.sub_order_id,
        sum(refund.returned_quantity) as quantity,
        max(case refund.line_kind when 'goods' then 1 else 0 end) as is_goods,
        max(case refund.refund_type_code when 'return_and_refund' then 1 else 0 end) as is_return,
        max(case refund.refund_type_code when 'refund_only' then 1 else 0 end) as is_refund_only,
        sum(
            case when valued.is_recognised or valued.is_goods_lost then valued.cost_amount end
        ) as cost_amount
    from {{ ref('refund_fact') }} as refund
    left join {{ ref('refund_cost') }} as valued on refund.refund_id = valued.refund_id
    where refund.refund_status_code = 'success'
    group by refund.platform_code, refund.sub_order_id
),

returned as (
    select
        platform_code,
        sub_order_id,
        sum(cost_amount) as cost_amount
    from {{ ref('stock_movement_fact') }}
    where movement_type_code = 'return_in'
    group by platform_code, sub_order_id
),

examined as (
    select
        refunded.platform_code || ':' || refunded.sub_order_id as examined_id,
        case
            when refunded.is_goods = 0 then 0
            when sale.order_line_id is null and refunded.is_return = 1 then returned.cost_amount
            when sale.recognised_date is not null then sale.unit_cost_amount * refunded.quantity
            when
                refunded.is_refund_only = 1
                and sale.order_status_code = 'closed'
                and sale.is_shipped
                then sale.cost_amount
        end as expected_amount,
        refunded.cost_amount as actual_amount
    from refunded
    left join {{ ref('order_line_cost') }} as sale
        on
            refunded.platform_code = sale.platform_code
            and refunded.sub_order_id = sale.sub_order_id
    left join returned
        on
            refunded.platform_code = returned.platform_code
            and refunded.sub_order_id = returned.sub_order_id
)

select
    examined_id,
    expected_amount,
    actual_amount
from examined
where coalesce(expected_amount, 0) <> coalesce(actual_amount, 0)

union all

{{ examined_nothing(ref('refund_fact')) }}
