-- Grain: one sub-order and way of its goods (out to the buyer, back again): pieces, first day
-- and parcel.
with stock_moves as (
    select * from {{ ref('int_stock_moves_resolved') }}
    where sub_order_id is not null
),

int_stock_moves_summed as (
    select
        platform_code,
        sub_order_id,
        movement_type_code,
        cast(sum(abs(quantity)) as bigint) as piece_count,
        min(moved_at) as first_moved_at,
        {{ least_text('waybill_number') }} as waybill_number
    from stock_moves
    group by platform_code, sub_order_id, movement_type_code
)

select * from int_stock_moves_summed
