-- Grain: one shipped sub-order of goods, or one the ERP moved out. Left: shipped quantity at the
-- cost card of the day of shipment. Right: what the ERP booked.
with order_lines as (
    select * from {{ ref('order_line_fact') }}
    where line_kind = 'goods' and shipped_at is not null
),

cost_cards as (
    select * from {{ ref('recon_cost_cards') }}
),

stock_movements as (
    select * from {{ ref('stock_movement_fact') }}
    where movement_type_code = 'sale_out'
),

shipments as (
    select
        order_lines.platform_code,
        order_lines.shop_id,
        order_lines.order_id,
        order_lines.sub_order_id,
        order_lines.quantity,
        order_lines.bill_line_id,
        cast(order_lines.shipped_at as date) as shipped_date,
        -- Pieces times yuan of whole cents: exact, no rounding.
        order_lines.quantity * cost_cards.unit_cost_amount as cost_amount
    from order_lines
    inner join cost_cards on order_lines.order_line_id = cost_cards.order_line_id
),

movements as (
    select
        platform_code,
        sub_order_id,
        {{ least_text('order_id') }} as order_id,
        min(moved_date) as moved_date,
        -sum(quantity) as quantity,
        -sum(cost_amount) as cost_amount,
        count(*) as movement_count,
        {{ least_text('bill_line_id') }} as bill_line_id
    from stock_movements
    group by platform_code, sub_order_id
),

pairs as (
    select
        shipments.shop_id,
        shipments.quantity as left_quantity,
        movements.quantity as right_quantity,
        shipments.bill_line_id as left_bill_line_id,
        movements.bill_line_id as right_bill_line_id,
        coalesce(shipments.platform_code, movements.platform_code) as platform_code,
        coalesce(shipments.sub_order_id, movements.sub_order_id) as match_key,
        coalesce(shipments.order_id, movements.order_id) as order_id,
        coalesce(shipments.sub_order_id, movements.sub_order_id) as sub_order_id,
        coalesce(shipments.shipped_date, movements.moved_date) as record_date,
        coalesce(shipments.cost_amount, 0) as left_amount,
        coalesce(movements.cost_amount, 0) as right_amount,
        case when shipments.sub_order_id is null then 0 else 1 end as left_count,
        coalesce(movements.movement_count, 0) as right_count,
        shipments.cost_amount is null as is_cost_missing
    from shipments
    full join movements
        on
            shipments.platform_code = movements.platform_code
            and shipments.sub_order_id = movements.sub_order_id
),

ruled as (
    {{ with_rules('pairs', 'order_to_cost') }}
),

recon_order_to_cost as (
    select
        {{ reconciliation_sides('order_to_cost', "'key'") }},
        case
            when left_count = 0 then 'stock_out_without_order'
            when right_count = 0 and age_days <= lag_days then 'stock_out_due'
            when right_count = 0 then 'stock_out_missing'
            when left_quantity <> right_quantity then 'quantity_mismatch'
            when is_cost_missing then 'cost_missing'
            when abs(left_amount - right_amount) > tolerance_amount then 'sku_cost_mismatch'
        end as reason_code
    from ruled
)

select * from recon_order_to_cost
