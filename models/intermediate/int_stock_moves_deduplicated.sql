-- Grain: one stock movement of the ERP, overlapping downloads united.
with counted as (
    {{ counted_rows('stg_erp__stock_moves') }}
),

int_stock_moves_deduplicated as (
    select
        bill_line_id,
        movement_id,
        movement_type_code,
        sku_code,
        unit_cost_amount,
        moved_at,
        platform_code,
        order_id,
        sub_order_id,
        waybill_number,
        quantity,
        _line_amount as cost_amount,
        _file_id,
        _line_number,
        _row_hash
    from counted
)

select * from int_stock_moves_deduplicated
