-- Grain: one line of a purchase receipt (采购入库).
with purchases as (
    select * from {{ ref('int_purchases_deduplicated') }}
),

purchase_fact as (
    select
        purchase_line_id as purchase_id,
        bill_line_id,
        supplier_name,
        sku_code,
        quantity,
        unit_cost_amount,
        taxable_amount,
        vat_rate,
        vat_amount,
        gross_amount,
        received_date,
        {{ accounting_period('received_date') }} as accounting_period,
        _file_id,
        _line_number,
        _row_hash
    from purchases
)

select * from purchase_fact
