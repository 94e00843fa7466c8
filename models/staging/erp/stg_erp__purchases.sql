-- Grain: one row of an ERP purchase file: a line of a receipt (采购入库).
with source as (
    select * from {{ source('raw', 'erp_purchase') }}
),

renamed as (
    select
        {{ clean_id('purchase_line_id') }} as purchase_line_id,
        {{ clean_text('supplier_name') }} as supplier_name,
        {{ clean_id('sku_code') }} as sku_code,
        {{ safe_integer('quantity') }} as quantity,
        {{ safe_decimal('unit_cost') }} as unit_cost_amount,
        {{ safe_decimal('taxable_amount') }} as taxable_amount,
        cast({{ safe_decimal('vat_rate', 6) }} as decimal(9, 6)) as vat_rate,
        {{ safe_decimal('vat_amount') }} as vat_amount,
        {{ safe_date('received_date') }} as received_date,
        {{ safe_timestamp('received_date') }} as _content_at,
        {{ lineage_columns(clean_id('purchase_line_id')) }}
    from source
),

stg_erp__purchases as (
    select
        *,
        cast(taxable_amount + vat_amount as decimal(18, 2)) as _line_amount
    from renamed
)

select * from stg_erp__purchases
