-- Grain: one after-sale case (售后单): which sale it takes back and what its goods cost. Only a paid
-- refund posts.
with

refund as (
    select * from {{ ref('refund_fact') }}
),

sale as (
    select * from {{ ref('order_line_cost') }}
),

cost as (
    select * from {{ ref('cost_fact') }}
),

joined as (
    select
        refund.refund_id,
        refund.line_kind,
        refund.returned_quantity,
        sale.recognised_date,
        sale.lacks_vat_rate,
        sale.lacks_unit_cost,
        sale.cost_amount as sale_cost_amount,
        -- An order that no bill names was sold before the first bill: the card of the day counts.
        coalesce(sale.unit_cost_amount, cost.unit_cost_amount) as unit_cost_amount,
        sale.order_line_id is null or sale.recognised_date is not null as is_recognised,
        -- The last refund of goods that went out and were closed without coming back gives them up.
        coalesce(
            refund.line_kind = 'goods'
            and refund.refund_type_code = 'refund_only'
            and sale.order_status_code = 'closed'
            and sale.is_shipped
            and row_number() over (
                partition by
                    refund.platform_code, refund.sub_order_id,
                    refund.refund_status_code, refund.refund_type_code
                order by refund.refunded_at desc, {{ binary_order('refund.refund_id') }} desc
            ) = 1,
            false
        ) as is_goods_lost
    from refund
    left join sale
        on
            refund.platform_code = sale.platform_code
            and refund.sub_order_id = sale.sub_order_id
    left join cost
        on
            sale.order_line_id is null
            and refund.sku_code = cost.sku_code
            and refund.refunded_date >= cost.valid_from
            and refund.refunded_date < cost.valid_to
),

refund_cost as (
    select
        refund_id,
        recognised_date,
        is_recognised,
        is_goods_lost,
        coalesce(lacks_vat_rate, false) as lacks_vat_rate,
        coalesce(lacks_unit_cost, false) as lacks_unit_cost,
        case
            when line_kind <> 'goods' or (is_recognised and returned_quantity = 0)
                then cast(0 as decimal(18, 2))
            when is_recognised
                then {{ money_multiply('unit_cost_amount', 'returned_quantity') }}
            else sale_cost_amount
        end as cost_amount
    from joined
)

select * from refund_cost
