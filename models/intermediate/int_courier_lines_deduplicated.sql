-- Grain: one line of a courier bill, overlapping downloads united.
with counted as (
    {{ counted_rows('stg_courier__zto_lines') }}
),

int_courier_lines_deduplicated as (
    select
        bill_line_id,
        waybill_number,
        billed_date,
        weight_kg,
        province_text,
        fee_amount,
        _file_id,
        _line_number,
        _row_hash
    from counted
)

select * from int_courier_lines_deduplicated
