-- Grain: one sub-order as exported by the platform. Amounts are price-inclusive of VAT.
with sub_orders as (
    select
        *,
        cast(
            payable_amount + platform_discount_amount + influencer_discount_amount
            + payment_discount_amount as decimal(18, 2)
        ) as gross_amount,
        cast(coalesce(completed_at, ordered_at) as date) as tax_date
    from {{ ref('int_order_lines_timed') }}
),

skus as (
    select * from {{ ref('int_skus_classified') }}
),

vat_rates as (
    select * from {{ ref('vat_rates') }}
),

taxed as (
    select
        sub_order.*,
        coalesce(sku.product_key, 'unknown') as product_key,
        coalesce(sku.line_kind, 'goods') as line_kind,
        cast(vat.vat_rate as decimal(9, 6)) as vat_rate,
        {{ vat_split('sub_order.gross_amount', 'vat.vat_rate') }} as vat_amount
    from sub_orders as sub_order
    left join skus as sku on sub_order.sku_code = sku.sku_code
    left join vat_rates as vat
        on
            sku.tax_class_code = vat.tax_class_code
            and sub_order.tax_date >= vat.valid_from
            and sub_order.tax_date < vat.valid_to
),

order_line_fact as (
    select
        platform_code || ':' || sub_order_id as order_line_id,
        bill_line_id,
        platform_code,
        shop_id,
        channel_id,
        order_id,
        sub_order_id,
        product_id,
        sku_code,
        product_key,
        coalesce(platform_code || ':' || customer_key, 'unknown') as customer_id,
        line_kind,
        {{ province_name('province_text') }} as province_name,
        quantity,
        list_amount,
        shop_discount_amount,
        platform_discount_amount,
        influencer_discount_amount,
        payment_discount_amount,
        freight_amount,
        payable_amount,
        gross_amount,
        vat_rate,
        vat_amount,
        cast(gross_amount - vat_amount as decimal(18, 2)) as taxable_amount,
        coalesce(order_status_code, 'unknown') as order_status_code,
        is_presale,
        ordered_at,
        paid_at,
        shipped_at,
        completed_at,
        case when order_status_code = 'completed' then cast(completed_at as date) end
            as recognised_date,
        waybill_number,
        influencer_id,
        _file_id,
        _line_number,
        _row_hash
    from taxed
)

select * from order_line_fact
