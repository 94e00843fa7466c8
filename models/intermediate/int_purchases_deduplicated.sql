-- Grain: one line of a purchase receipt, overlapping downloads united.
with counted as (
    {{ counted_rows('stg_erp__purchases') }}
),

int_purchases_deduplicated as (
    select
        bill_line_id,
        purchase_line_id,
        supplier_name,
        sku_code,
        quantity,
        unit_cost_amount,
        taxable_amount,
        vat_rate,
        vat_amount,
        received_date,
        _line_amount as gross_amount,
        _file_id,
        _line_number,
        _row_hash
    from counted
)

select * from int_purchases_deduplicated
