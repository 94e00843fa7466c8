-- Lost otherwise: what goods cost. The pieces of a sale and of its movements cost what the last
-- card before they left says; for want of one, those of a movement what the card of its own day
-- says. What is no goods costs nothing.
{{ config(meta={'dagster': {'ref': {'name': 'order_line_cost'}}}) }}
with

sale as (
    select
        *,
        coalesce(cast(shipped_at as date), recognised_date) as cost_date
    from {{ ref('order_line_fact') }}
),

goods_day as (
    select
        sku_code,
        cost_date
    from sale
    where line_kind = 'goods'

    union

    select
        sku_code,
        moved_date as cost_date
    from {{ ref('stock_movement_fact') }}
),

last_card as (
    select
        goods_day.sku_code,
        goods_day.cost_date,
        max(card.valid_from) as valid_from
    from goods_day
    inner join {{ ref('cost_fact') }} as card
        on goods_day.sku_code = card.sku_code and goods_day.cost_date >= card.valid_from
    group by goods_day.sku_code, goods_day.cost_date
),

card as (
    select
        last_card.sku_code,
        last_card.cost_date,
        card.unit_cost_amount
    from last_card
    inner join {{ ref('cost_fact') }} as card
        on last_card.sku_code = card.sku_code and last_card.valid_from = card.valid_from
),

valued_sale as (
    select
        sale.*,
        case sale.line_kind when 'goods' then card.unit_cost_amount end as unit_cost_amount
    from sale
    left join card on sale.sku_code = card.sku_code and sale.cost_date = card.cost_date
),

examined as (
    select
        sale.order_line_id as examined_id,
        case sale.line_kind when 'goods' then sale.unit_cost_amount * sale.quantity else 0 end
            as expected_amount,
        valued.cost_amount as actual_amount
    from valued_sale as sale
    left join {{ ref('order_line_cost') }} as valued
        on sale.order_line_id = valued.order_line_id

    union all

    select
        'movement ' || movement.stock_movement_id as examined_id,
        case
            when sale.order_line_id is null and movement.movement_type_code = 'return_in'
                then abs(movement.cost_amount)
            else coalesce(sale.unit_cost_amount, card.unit_cost_amount) * abs(movement.quantity)
        end as expected_amount,
        valued.card_cost_amount as actual_amount
    from {{ ref('stock_movement_fact') }} as movement
    left join valued_sale as sale
        on movement.platform_code = sale.platform_code and movement.sub_order_id = sale.sub_order_id
    left join card on movement.sku_code = card.sku_code and movement.moved_date = card.cost_date
    left join {{ ref('event_stock_movement') }} as valued
        on movement.stock_movement_id = valued.source_id
)

select
    examined_id,
    expected_amount,
    actual_amount
from examined
where expected_amount is distinct from actual_amount

union all

{{ examined_nothing(ref('order_line_fact')) }}
