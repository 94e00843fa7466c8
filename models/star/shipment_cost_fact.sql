-- Grain: one line of a courier's bill.
with courier_lines as (
    select * from {{ ref('int_courier_lines_unioned') }}
),

shipment_cost_fact as (
    select
        courier_code || ':' || bill_line_id as shipment_cost_id,
        bill_line_id,
        courier_code,
        waybill_number,
        billed_date,
        {{ accounting_period('billed_date') }} as accounting_period,
        {{ province_name('province_text') }} as province_name,
        cast(weight_kg as decimal(9, 6)) as weight_kg,
        service_name,
        fee_amount,
        _file_id,
        _line_number,
        _row_hash
    from courier_lines
)

select * from shipment_cost_fact
