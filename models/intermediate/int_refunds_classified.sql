-- Grain: one after-sale case of any platform, with what its own SKU says: the sale of a case may lie
-- before the first bill. Amounts of goods and rates are per case, never to be summed.
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
        refund.*,
        sku.product_key,
        sku.line_kind,
        cast(vat.vat_rate as decimal(9, 6)) as vat_rate
    from refunds as refund
    left join skus as sku on refund.sku_code = sku.sku_code
    left join vat_rates as vat
        on
            sku.tax_class_code = vat.tax_class_code
            and cast(refund.refunded_at as date) >= vat.valid_from
            and cast(refund.refunded_at as date) < vat.valid_to
)

select * from int_refunds_classified
