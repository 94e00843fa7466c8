-- Lost otherwise: tax at a rate that is not the law's. An order line has the rate of its SKU's tax
-- class on the day it was completed, or ordered until then; a refund has the rate of its sale or,
-- where no bill holds one, that of its own SKU on the day it was paid.
{{ config(meta={'dagster': {'ref': {'name': 'order_line_fact'}}}) }}
with

sale as (
    select
        *,
        cast(coalesce(completed_at, ordered_at) as date) as tax_date
    from {{ ref('order_line_fact') }}
),

taxed as (
    select
        order_line_id as examined_id,
        sku_code,
        tax_date,
        vat_rate
    from sale

    union all

    select
        'refund ' || refund.refund_id as examined_id,
        case when sale.order_line_id is null then refund.sku_code else sale.sku_code end
            as sku_code,
        case when sale.order_line_id is null then refund.refunded_date else sale.tax_date end
            as tax_date,
        refund.vat_rate
    from {{ ref('refund_fact') }} as refund
    left join sale
        on refund.platform_code = sale.platform_code and refund.sub_order_id = sale.sub_order_id
),

-- What is no goods is taxed by its kind, goods by the class that the ERP gives.
sku as (
    select
        sku.sku_code,
        coalesce(kind.tax_class_code, product.tax_class_code) as tax_class_code
    from (select distinct sku_code from taxed) as sku
    left join {{ ref('order_line_kinds') }} as kind on sku.sku_code like kind.stock_code_like
    left join {{ ref('product_dim') }} as product on sku.sku_code = product.sku_code
),

examined as (
    select
        taxed.examined_id,
        cast(rate.vat_rate as decimal(9, 6)) as expected_amount,
        taxed.vat_rate as actual_amount
    from taxed
    left join sku on taxed.sku_code = sku.sku_code
    left join {{ ref('vat_rates') }} as rate
        on
            sku.tax_class_code = rate.tax_class_code
            and taxed.tax_date >= rate.valid_from
            and taxed.tax_date < rate.valid_to
)

select
    examined_id,
    expected_amount,
    actual_amount
from examined
where expected_amount is distinct from actual_amount

union all

{{ examined_nothing(ref('order_line_fact')) }}
