-- Grain: one after-sale case (售后单): which sale it takes back and what its goods cost. Only a paid
-- refund posts.
with

refund as (
    select
        *,
        row_number() over (
            partition by platform_code, sub_order_id, refund_status_code, refund_type_code
            order by refunded_at desc, {{ binary_order('refund_id') }} desc
        ) = 1 as is_last_of_its_type
    from {{ ref('refund_fact') }}
),

sale as (
    select * from {{ ref('order_line_cost') }}
),

returned as (
    select
        platform_code,
        sub_order_id,
        sum(cost_amount) as erp_cost_amount
    from {{ ref('stock_movement_fact') }}
    where movement_type_code = 'return_in'
    group by platform_code, sub_order_id
),

joined as (
    select
        refund.refund_id,
        refund.line_kind,
        refund.refund_type_code,
        refund.returned_quantity,
        refund.is_last_of_its_type,
        sale.recognised_date,
        sale.unit_cost_amount,
        returned.erp_cost_amount,
        sale.cost_amount as sale_cost_amount,
        sale.order_line_id is null as is_before_the_books,
        -- The last refund of goods that went out and were closed without coming back gives them up.
        coalesce(
            refund.line_kind = 'goods'
            and refund.refund_type_code = 'refund_only'
            and refund.is_last_of_its_type
            and sale.order_status_code = 'closed'
            and sale.is_shipped,
            false
        ) as is_goods_lost
    from refund
    left join sale
        on
            refund.platform_code = sale.platform_code
            and refund.sub_order_id = sale.sub_order_id
    left join returned
        on
            refund.platform_code = returned.platform_code
            and refund.sub_order_id = returned.sub_order_id
),

refund_cost as (
    select
        refund_id,
        recognised_date,
        is_before_the_books or recognised_date is not null as is_recognised,
        is_goods_lost,
        cast(
            case
                when line_kind <> 'goods' then 0
                -- No bill has the sale, so no card values its goods: what the ERP took back counts.
                when
                    is_before_the_books and refund_type_code = 'return_and_refund'
                    and is_last_of_its_type
                    then coalesce(erp_cost_amount, 0)
                when is_before_the_books then 0
                when recognised_date is null then sale_cost_amount
                when returned_quantity = 0 then 0
                else {{ money_multiply('unit_cost_amount', 'returned_quantity') }}
            end as decimal(18, 2)
        ) as cost_amount
    from joined
)

select * from refund_cost
