-- Grain: one after-sale case of any platform, with what its own SKU says: the sale of a case may
-- lie before the first bill.
with refunds as (
    select * from {{ ref('int_refunds_unioned') }}
),

skus as (
    select * from {{ ref('int_skus_classified') }}
),

vat_rates as (
    select * from {{ ref('vat_rates') }}
),

int_refunds_classified as (
    select
        refund.bill_line_id,
        refund.platform_code,
        refund.shop_id,
        refund.order_id,
        refund.sub_order_id,
        refund.after_sale_id,
        refund.case_sku_code,
        refund.refund_type_code,
        refund.refund_status_code,
        refund.reason_name,
        refund.refund_amount,
        refund.case_subsidy_refund_amount,
        refund.case_returned_quantity,
        refund.is_in_bill,
        refund.applied_at,
        refund.refunded_at,
        refund._file_id,
        refund._line_number,
        refund._row_hash,
        sku.product_key as case_product_key,
        sku.line_kind as case_line_kind,
        cast(vat.vat_rate as decimal(9, 6)) as case_vat_rate
    from refunds as refund
    left join skus as sku on refund.case_sku_code = sku.sku_code
    left join vat_rates as vat
        on
            sku.tax_class_code = vat.tax_class_code
            and cast(refund.refunded_at as date) >= vat.valid_from
            and cast(refund.refunded_at as date) < vat.valid_to
)

select * from int_refunds_classified
