-- Grain: one row of an ERP stock file. quantity is signed here: into the warehouse positive.
with source as (
    select * from {{ source('raw', 'erp_stock_move') }}
),

renamed as (
    select
        {{ clean_id('movement_id') }} as movement_id,
        {{ clean_text('movement_type') }} as movement_type_code,
        {{ clean_id('sku_code') }} as sku_code,
        {{ safe_integer('quantity') }} as unsigned_quantity,
        {{ safe_decimal('unit_cost') }} as unit_cost_amount,
        {{ safe_timestamp('moved_at') }} as moved_at,
        {{ clean_text('platform_code') }} as platform_code,
        {{ clean_id('order_id') }} as order_id,
        {{ clean_id('sub_order_id') }} as sub_order_id,
        {{ clean_id('waybill_number') }} as waybill_number,
        {{ safe_timestamp('moved_at') }} as _content_at,
        {{ lineage_columns(clean_id('movement_id')) }}
    from source
),

signed as (
    select
        *,
        case movement_type_code
            when 'purchase_receipt' then unsigned_quantity
            when 'return_in' then unsigned_quantity
            when 'sale_out' then -unsigned_quantity
        end as quantity
    from renamed
),

stg_erp__stock_moves as (
    select
        *,
        {{ money_multiply('unit_cost_amount', 'quantity') }} as _line_amount
    from signed
)

select * from stg_erp__stock_moves
