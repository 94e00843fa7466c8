-- Grain: one row of one loaded bill file, duplicates included.
{%- set bills = [
    ('douyin_order', 'stg_douyin__orders', 'order', 'douyin', 'status_name'),
    ('douyin_after_sale', 'stg_douyin__after_sales', 'after_sale', 'douyin', 'status_name'),
    ('douyin_fund', 'stg_douyin__fund_flows', 'fund_flow', 'douyin', 'null'),
    ('douyin_settlement', 'stg_douyin__settlements', 'settlement', 'douyin', 'null'),
    ('tmall_order', 'stg_tmall__orders', 'order_header', 'tmall', 'status_name'),
    ('tmall_order_item', 'stg_tmall__order_items', 'order', 'tmall', 'null'),
    ('tmall_refund', 'stg_tmall__refunds', 'after_sale', 'tmall', 'status_name'),
    ('alipay_ledger', 'stg_alipay__ledger_lines', 'fund_flow', 'tmall', 'null'),
    ('bank_icbc', 'stg_bank__icbc_lines', 'bank', 'company', 'null'),
    ('bank_cmb', 'stg_bank__cmb_lines', 'bank', 'company', 'null'),
    ('qianchuan_finance', 'stg_qianchuan__daily_finances', 'ad', 'douyin', 'null'),
    ('courier_zto', 'stg_courier__zto_lines', 'courier', 'company', 'null'),
    ('erp_product', 'stg_erp__products', 'erp_product', 'company', 'null'),
    ('erp_cost', 'stg_erp__costs', 'erp_cost', 'company', 'null'),
    ('erp_purchase', 'stg_erp__purchases', 'erp_purchase', 'company', 'null'),
    ('erp_stock_move', 'stg_erp__stock_moves', 'erp_stock', 'company', 'null'),
] %}
with int_bill_lines_unioned as (
    {%- for source_name, model, bill_kind, platform_code, status_name in bills %}
    select
        '{{ source_name }}' as source_name,
        '{{ bill_kind }}' as bill_kind,
        '{{ platform_code }}' as platform_code,
        cast({{ status_name }} as text) as status_name,
        _raw_line_id as raw_line_id,
        _natural_key,
        _content_at,
        _line_amount as line_amount,
        _file_id,
        _sheet_name,
        _line_number,
        _row_hash
    from {{ ref(model) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from int_bill_lines_unioned
