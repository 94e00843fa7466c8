-- Grain: one line of a purchase receipt (采购入库).
with purchases as (
    select * from {{ ref('stg_erp__purchases') }}
),

purchase_fact as (
    select
        purchase.purchase_line_id as purchase_id,
        line.bill_line_id,
        purchase.supplier_name,
        purchase.sku_code,
        purchase.quantity,
        purchase.unit_cost_amount,
        purchase.taxable_amount,
        purchase.vat_rate,
        purchase.vat_amount,
        purchase._line_amount as gross_amount,
        purchase.received_date,
        {{ accounting_period('purchase.received_date') }} as accounting_period,
        line._file_id,
        line._line_number,
        line._row_hash
    from purchases as purchase
    inner join {{ ref('int_bill_lines_ranked') }} as line
        on purchase._raw_line_id = line.raw_line_id and not line.is_duplicate
)

select * from purchase_fact
