-- Grain: one order line, with the cost card (成本价) of its goods on the day they left: of shipping,
-- for want of which of completion. Unit costs must not be summed.
with order_lines as (
    select
        *,
        coalesce(cast(shipped_at as date), recognised_date) as cost_date
    from {{ ref('order_line_fact') }}
),

costs as (
    select * from {{ ref('cost_fact') }}
),

recon_cost_cards as (
    select
        order_lines.order_line_id,
        order_lines.platform_code,
        order_lines.shop_id,
        order_lines.sub_order_id,
        order_lines.cost_date,
        costs.unit_cost_amount
    from order_lines
    left join costs
        on
            order_lines.line_kind = 'goods'
            and order_lines.sku_code = costs.sku_code
            and order_lines.cost_date >= costs.valid_from
            and order_lines.cost_date < costs.valid_to
)

select * from recon_cost_cards
