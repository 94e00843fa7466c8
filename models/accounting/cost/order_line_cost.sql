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
        sku_code,
        line_kind,
        quantity,
        order_status_code,
        recognised_date,
        vat_rate,
        coalesce(cast(shipped_at as date), recognised_date) as cost_date,
        shipped_at is not null as is_shipped
    from {{ ref('order_line_fact') }}
),

cost as (
    select * from {{ ref('cost_fact') }}
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
        order_line.vat_rate is null as lacks_vat_rate,
        order_line.line_kind = 'goods' and cost.unit_cost_amount is null as lacks_unit_cost,
        coalesce(
            {{ money_multiply('cost.unit_cost_amount', 'order_line.quantity') }},
            cast(0 as decimal(18, 2))
        ) as cost_amount
    from order_line
    left join cost
        on
            order_line.line_kind = 'goods'
            and order_line.sku_code = cost.sku_code
            and order_line.cost_date >= cost.valid_from
            and order_line.cost_date < cost.valid_to
)

select * from order_line_cost
