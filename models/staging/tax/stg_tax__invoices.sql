-- Grain: one row of an invoice export (全量发票查询导出): a goods line of an invoice, whose head is
-- repeated on each line. A line's number in its file (序号) is no part of its identity.
with source as (
    select * from {{ source('raw', 'tax_invoice') }}
),

cleaned as (
    select
        *,
        coalesce(
            {{ clean_id('"数电发票号码"') }},
            {{ clean_id('"发票代码"') }} || '-' || {{ clean_id('"发票号码"') }},
            {{ clean_id('"发票号码"') }}
        ) as invoice_number,
        {{ clean_text('"货物或应税劳务名称"') }} as goods_name,
        {{ clean_text('"规格型号"') }} as specification_text,
        {{ clean_text('"税率"') }} as vat_rate_text,
        {{ safe_decimal('"数量"', 6) }} as quantity,
        {{ safe_decimal('"金额"') }} as net_amount,
        {{ safe_decimal('"税额"') }} as vat_amount
    from source
),

stg_tax__invoices as (
    select
        invoice_number,
        {{ safe_timestamp('"开票日期"') }} as issued_at,
        {{ clean_id('"销方识别号"') }} as seller_tax_number,
        {{ clean_text('"销方名称"') }} as seller_name,
        {{ clean_id('"税收分类编码"') }} as tax_class_code,
        goods_name,
        specification_text,
        quantity,
        vat_rate_text,
        net_amount,
        vat_amount,
        {{ clean_text('"发票票种"') }} as type_name,
        {{ clean_text('"发票状态"') }} as status_name,
        coalesce({{ clean_text('"是否正数发票"') }} = '否', false) as is_red,
        {{ safe_decimal('"价税合计"') }} as _line_amount,
        {{ safe_timestamp('"开票日期"') }} as _content_at,
        {{ lineage_columns(shared_key([
            'invoice_number', 'goods_name', 'specification_text', 'vat_rate_text', 'quantity',
            'net_amount', 'vat_amount',
        ])) }}
    from cleaned
)

select * from stg_tax__invoices
