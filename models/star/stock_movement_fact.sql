-- Grain: one stock movement of the ERP. quantity and cost_amount are signed: into the warehouse positive.
with moves as (
    select * from {{ ref('stg_erp__stock_moves') }}
),

stock_movement_fact as (
    select
        move.movement_id as stock_movement_id,
        line.bill_line_id,
        move.movement_type_code,
        move.sku_code,
        move.quantity,
        move.unit_cost_amount,
        move._line_amount as cost_amount,
        move.moved_at,
        cast(move.moved_at as date) as moved_date,
        {{ accounting_period('move.moved_at') }} as accounting_period,
        move.platform_code,
        move.order_id,
        move.sub_order_id,
        move.waybill_number,
        line._file_id,
        line._line_number,
        line._row_hash
    from moves as move
    inner join {{ ref('int_bill_lines_ranked') }} as line
        on move._raw_line_id = line.raw_line_id and not line.is_duplicate
)

select * from stock_movement_fact
