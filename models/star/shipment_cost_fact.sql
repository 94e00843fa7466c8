-- Grain: one line of a courier's monthly bill.
with courier_lines as (
    select * from {{ ref('stg_courier__zto_lines') }}
),

shipment_cost_fact as (
    select
        'zto:' || line.bill_line_id as shipment_cost_id,
        line.bill_line_id,
        'zto' as courier_code,
        courier_line.waybill_number,
        courier_line.billed_date,
        {{ accounting_period('courier_line.billed_date') }} as accounting_period,
        {{ province_name('courier_line.province_text') }} as province_name,
        cast(courier_line.weight_kg as decimal(9, 6)) as weight_kg,
        courier_line.fee_amount,
        line._file_id,
        line._line_number,
        line._row_hash
    from courier_lines as courier_line
    inner join {{ ref('int_bill_lines_ranked') }} as line
        on courier_line._raw_line_id = line.raw_line_id and not line.is_duplicate
)

select * from shipment_cost_fact
