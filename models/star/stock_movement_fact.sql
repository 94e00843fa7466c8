-- Grain: one stock movement of the ERP. quantity and cost_amount are signed: into the warehouse
-- positive.
with moves as (
    select * from {{ ref('int_stock_moves_resolved') }}
),

stock_movement_fact as (
    select
        movement_id as stock_movement_id,
        bill_line_id,
        movement_type_code,
        sku_code,
        quantity,
        unit_cost_amount,
        cost_amount,
        moved_at,
        cast(moved_at as date) as moved_date,
        {{ accounting_period('moved_at') }} as accounting_period,
        platform_code,
        order_id,
        sub_order_id,
        waybill_number,
        _file_id,
        _line_number,
        _row_hash
    from moves
)

select * from stock_movement_fact
