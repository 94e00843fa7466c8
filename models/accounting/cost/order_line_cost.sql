-- Grain: one order line (子订单), with the cost card of its goods on the day they left. Unit costs
-- must not be summed.
with

order_line as (
    select
        order_line_id,
        platform_code,
        shop_id,
        channel_id,
        order_id,
        sub_order_id,
        line_kind,
        quantity,
        order_status_code,
        recognised_date,
        shipped_at is not null as is_shipped
    from {{ ref('order_line_fact') }}
),

cost as (
    select
        order_line_id,
        unit_cost_amount
    from {{ ref('recon_cost_cards') }}
),

order_line_cost as (
    select
        order_line.order_line_id,
        order_line.platform_code,
        order_line.shop_id,
        order_line.channel_id,
        order_line.order_id,
        order_line.sub_order_id,
        order_line.quantity,
        order_line.order_status_code,
        order_line.is_shipped,
        order_line.recognised_date,
        cost.unit_cost_amount,
        case
            when order_line.line_kind = 'goods'
                then {{ money_multiply('cost.unit_cost_amount', 'order_line.quantity') }}
            else cast(0 as decimal(18, 2))
        end as cost_amount
    from order_line
    inner join cost on order_line.order_line_id = cost.order_line_id
)

select * from order_line_cost
