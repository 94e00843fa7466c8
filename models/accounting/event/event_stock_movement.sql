-- Grain: one stock movement of the ERP. Amounts are positive; difference_amount is what the ERP
-- booked above the cost card.
with

held as (
    select
        bill_line_id,
        reason_code
    from {{ ref('recon_held_lines') }}
),

contested as (
    select
        bill_line_id,
        reason_code
    from {{ ref('recon_contested_lines') }}
),

movement as (
    select * from {{ ref('stock_movement_fact') }}
),

sale as (
    select * from {{ ref('order_line_cost') }}
),

cost as (
    select * from {{ ref('cost_fact') }}
),

valued as (
    select
        movement.*,
        sale.shop_id,
        sale.channel_id,
        cast(abs(movement.cost_amount) as decimal(18, 2)) as erp_cost_amount,
        -- Goods of a sale before the first bill come back at the ERP's value: no card has theirs.
        case
            when sale.order_line_id is null and movement.movement_type_code = 'return_in'
                then cast(abs(movement.cost_amount) as decimal(18, 2))
            else {{ money_multiply(
                'coalesce(sale.unit_cost_amount, cost.unit_cost_amount)', 'abs(movement.quantity)'
            ) }}
        end as card_cost_amount
    from movement
    left join sale
        on
            movement.platform_code = sale.platform_code
            and movement.sub_order_id = sale.sub_order_id
    left join cost
        on
            sale.unit_cost_amount is null
            and movement.sku_code = cost.sku_code
            and movement.moved_date >= cost.valid_from
            and movement.moved_date < cost.valid_to
),

judged as (
    select
        valued.*,
        case
            when valued.movement_type_code = 'purchase_receipt' then 'posted_by_purchase_line'
            when held.reason_code is not null then held.reason_code
            when contested.reason_code is not null then contested.reason_code
            when valued.erp_cost_amount = 0 and valued.card_cost_amount = 0 then 'zero_amount'
        end as reason_code
    from valued
    left join held on valued.bill_line_id = held.bill_line_id
    left join contested on valued.bill_line_id = contested.bill_line_id
),

event_stock_movement as (
    select
        {{ voucher_id('stock', 'bill_line_id') }} as voucher_id,
        cast('stock' as text) as event_code,
        movement_type_code as component_code,
        {{ fate_code('reason_code') }} as fate_code,
        cast(reason_code as text) as reason_code,
        moved_date as voucher_date,
        cast(null as text) as own_account_code,
        platform_code,
        coalesce(shop_id, 'company') as shop_id,
        channel_id,
        order_id,
        sub_order_id,
        bill_line_id,
        stock_movement_id as source_id,
        _file_id,
        _line_number,
        erp_cost_amount,
        card_cost_amount,
        cast(erp_cost_amount - card_cost_amount as decimal(18, 2)) as difference_amount
    from judged
)

select * from event_stock_movement
