{#
    The lineage columns that every staged row carries from raw, with the row's identity.
    natural_key: SQL text expression over the raw columns that names the row's content.
#}
{% macro lineage_columns(natural_key) -%}
    {{ storeledger.surrogate_key(['_file_id', '_sheet_name', '_line_number']) }} as _raw_line_id,
    {{ natural_key }} as _natural_key,
    _file_id,
    _sheet_name,
    _line_number,
    _row_hash,
    _occurrence,
    _residual
{%- endmacro %}

{# Identity of a row of a format that has no number of its own: its content and its place among equals. #}
{% macro content_key() -%}
    {{ return("_row_hash || ':' || cast(_occurrence as text)") }}
{%- endmacro %}

{#
    Identity of a row that two exports tell, each with columns of its own: the `columns` (already clean) that
    they share, and its place among the equal rows of its file.
#}
{% macro shared_key(columns) -%}
    {{ storeledger.surrogate_key(columns) }} || ':' || cast(row_number() over (
        partition by _file_id, {{ columns | join(', ') }} order by _sheet_name nulls first, _line_number
    ) as text)
{%- endmacro %}

{#
    Staged model of each bill format: its raw table, its kind of bill, the platform (`company` for bills of
    none) and, where a row is a state that later downloads supersede, the column of its status. Bills of kind
    `memo` repeat the money of another bill: they are kept to look things up, and never counted or posted.
#}
{% macro bill_formats() -%}
    {{ return({
        'stg_douyin__orders': {
            'source_name': 'douyin_order', 'bill_kind': 'order', 'platform_code': 'douyin',
            'status_name': 'status_name',
        },
        'stg_douyin__after_sales': {
            'source_name': 'douyin_after_sale', 'bill_kind': 'after_sale', 'platform_code': 'douyin',
            'status_name': 'status_name',
        },
        'stg_douyin__fund_flows': {
            'source_name': 'douyin_fund', 'bill_kind': 'fund_flow', 'platform_code': 'douyin',
        },
        'stg_douyin__settlements': {
            'source_name': 'douyin_settlement', 'bill_kind': 'settlement', 'platform_code': 'douyin',
        },
        'stg_douyin__short_fund_flows': {
            'source_name': 'douyin_fund_short', 'bill_kind': 'memo', 'platform_code': 'douyin',
        },
        'stg_douyin__wallet_ledger_lines': {
            'source_name': 'douyin_wallet_ledger', 'bill_kind': 'memo', 'platform_code': 'douyin',
        },
        'stg_douyin__insurances': {
            'source_name': 'douyin_insurance', 'bill_kind': 'memo', 'platform_code': 'douyin',
        },
        'stg_douyin__insurance_deductions': {
            'source_name': 'douyin_insurance_deduction', 'bill_kind': 'memo', 'platform_code': 'douyin',
        },
        'stg_douyin__inspections': {
            'source_name': 'douyin_inspection', 'bill_kind': 'memo', 'platform_code': 'douyin',
        },
        'stg_kuaishou__orders': {
            'source_name': 'kuaishou_order', 'bill_kind': 'order', 'platform_code': 'kuaishou',
            'status_name': 'status_name',
        },
        'stg_kuaishou__settlements': {
            'source_name': 'kuaishou_settlement', 'bill_kind': 'settlement', 'platform_code': 'kuaishou',
        },
        'stg_kuaishou__fund_flows': {
            'source_name': 'kuaishou_fund', 'bill_kind': 'fund_flow', 'platform_code': 'kuaishou',
        },
        'stg_kuaishou__freight_insurances': {
            'source_name': 'kuaishou_freight_insurance', 'bill_kind': 'memo', 'platform_code': 'kuaishou',
        },
        'stg_wxshop__orders': {
            'source_name': 'wxshop_order', 'bill_kind': 'order', 'platform_code': 'wxshop',
            'status_name': 'status_name',
        },
        'stg_wxshop__fund_flows': {
            'source_name': 'wxshop_fund', 'bill_kind': 'fund_flow', 'platform_code': 'wxshop',
        },
        'stg_wxshop__inspections': {
            'source_name': 'wxshop_inspection', 'bill_kind': 'memo', 'platform_code': 'wxshop',
        },
        'stg_tmall__orders': {
            'source_name': 'tmall_order', 'bill_kind': 'order_header', 'platform_code': 'tmall',
            'status_name': 'status_name',
        },
        'stg_tmall__order_items': {
            'source_name': 'tmall_order_item', 'bill_kind': 'order', 'platform_code': 'tmall',
        },
        'stg_tmall__refunds': {
            'source_name': 'tmall_refund', 'bill_kind': 'after_sale', 'platform_code': 'tmall',
            'status_name': 'status_name',
        },
        'stg_tmall__wechat_settlements': {
            'source_name': 'tmall_wechat_settlement', 'bill_kind': 'fund_flow', 'platform_code': 'tmall',
        },
        'stg_tmall__trade_incomes': {
            'source_name': 'tmall_trade_income', 'bill_kind': 'memo', 'platform_code': 'tmall',
        },
        'stg_tmall__income_flows': {
            'source_name': 'tmall_income_flow', 'bill_kind': 'memo', 'platform_code': 'tmall',
        },
        'stg_tmall__deposit_lines': {
            'source_name': 'tmall_deposit', 'bill_kind': 'memo', 'platform_code': 'tmall',
        },
        'stg_tmall__order_reports': {
            'source_name': 'tmall_order_report', 'bill_kind': 'memo', 'platform_code': 'tmall',
        },
        'stg_alipay__ledger_lines': {
            'source_name': 'alipay_ledger', 'bill_kind': 'fund_flow', 'platform_code': 'tmall',
        },
        'stg_alipay__merchant_lines': {
            'source_name': 'alipay_merchant', 'bill_kind': 'memo', 'platform_code': 'tmall',
        },
        'stg_alipay__summaries': {
            'source_name': 'alipay_summary', 'bill_kind': 'memo', 'platform_code': 'tmall',
        },
        'stg_alipay__personal_lines': {
            'source_name': 'alipay_personal', 'bill_kind': 'memo', 'platform_code': 'company',
        },
        'stg_wxpay__fund_flows': {
            'source_name': 'wxpay_fund', 'bill_kind': 'fund_flow', 'platform_code': 'wxpay',
        },
        'stg_wxpay__trades': {
            'source_name': 'wxpay_trade', 'bill_kind': 'memo', 'platform_code': 'wxpay',
        },
        'stg_wechat__personal_lines': {
            'source_name': 'wechat_personal', 'bill_kind': 'memo', 'platform_code': 'company',
        },
        'stg_youzan__ledger_lines': {
            'source_name': 'youzan_ledger', 'bill_kind': 'fund_flow', 'platform_code': 'youzan',
        },
        'stg_xhs__orders': {
            'source_name': 'xhs_order', 'bill_kind': 'order', 'platform_code': 'xhs',
            'status_name': 'status_name',
        },
        'stg_xhs__settlements': {
            'source_name': 'xhs_settlement', 'bill_kind': 'settlement', 'platform_code': 'xhs',
        },
        'stg_xhs__other_services': {
            'source_name': 'xhs_other_service', 'bill_kind': 'settlement', 'platform_code': 'xhs',
        },
        'stg_xhs__fund_flows': {
            'source_name': 'xhs_fund', 'bill_kind': 'fund_flow', 'platform_code': 'xhs',
        },
        'stg_jd__orders': {
            'source_name': 'jd_order', 'bill_kind': 'order', 'platform_code': 'jd',
            'status_name': 'status_name',
        },
        'stg_jd__bill_lines': {
            'source_name': 'jd_bill', 'bill_kind': 'settlement', 'platform_code': 'jd',
        },
        'stg_jd__wallet_lines': {
            'source_name': 'jd_wallet', 'bill_kind': 'fund_flow', 'platform_code': 'jd',
        },
        'stg_jd__reconciliation_lines': {
            'source_name': 'jd_reconciliation', 'bill_kind': 'memo', 'platform_code': 'jd',
        },
        'stg_jd__jzt_lines': {
            'source_name': 'jd_jzt', 'bill_kind': 'ad', 'platform_code': 'jd',
        },
        'stg_jd__promotion_reports': {
            'source_name': 'jd_promotion', 'bill_kind': 'memo', 'platform_code': 'jd',
        },
        'stg_pdd__orders': {
            'source_name': 'pdd_order', 'bill_kind': 'order', 'platform_code': 'pdd',
            'status_name': 'status_name',
        },
        'stg_pdd__bill_lines': {
            'source_name': 'pdd_bill', 'bill_kind': 'fund_flow', 'platform_code': 'pdd',
        },
        'stg_pdd__marketing_lines': {
            'source_name': 'pdd_marketing', 'bill_kind': 'memo', 'platform_code': 'pdd',
        },
        'stg_pdd__promotion_reports': {
            'source_name': 'pdd_promotion', 'bill_kind': 'memo', 'platform_code': 'pdd',
        },
        'stg_pdd__promotion_wallet_lines': {
            'source_name': 'pdd_promotion_wallet', 'bill_kind': 'ad', 'platform_code': 'pdd',
        },
        'stg_bank__icbc_lines': {
            'source_name': 'bank_icbc', 'bill_kind': 'bank', 'platform_code': 'company',
        },
        'stg_bank__cmb_lines': {
            'source_name': 'bank_cmb', 'bill_kind': 'bank', 'platform_code': 'company',
        },
        'stg_bank__icbc_statement_a_lines': {
            'source_name': 'bank_icbc_statement_a', 'bill_kind': 'bank', 'platform_code': 'company',
        },
        'stg_bank__icbc_statement_b_lines': {
            'source_name': 'bank_icbc_statement_b', 'bill_kind': 'bank', 'platform_code': 'company',
        },
        'stg_bank__ccb_lines': {
            'source_name': 'bank_ccb', 'bill_kind': 'bank', 'platform_code': 'company',
        },
        'stg_bank__pingan_lines': {
            'source_name': 'bank_pingan', 'bill_kind': 'bank', 'platform_code': 'company',
        },
        'stg_bank__cmbc_lines': {
            'source_name': 'bank_cmbc', 'bill_kind': 'bank', 'platform_code': 'company',
        },
        'stg_bank__cmb_personal_lines': {
            'source_name': 'bank_cmb_personal', 'bill_kind': 'memo', 'platform_code': 'company',
        },
        'stg_bank__icbc_credit_lines': {
            'source_name': 'bank_icbc_credit', 'bill_kind': 'memo', 'platform_code': 'company',
        },
        'stg_qianchuan__daily_finances': {
            'source_name': 'qianchuan_finance', 'bill_kind': 'ad', 'platform_code': 'douyin',
        },
        'stg_wanxiangtai__ledger_lines': {
            'source_name': 'wanxiangtai_ledger', 'bill_kind': 'ad', 'platform_code': 'tmall',
        },
        'stg_alimama__daily_finances': {
            'source_name': 'alimama_daily', 'bill_kind': 'memo', 'platform_code': 'tmall',
        },
        'stg_courier__zto_lines': {
            'source_name': 'courier_zto', 'bill_kind': 'courier', 'platform_code': 'company',
        },
        'stg_jst__orders': {
            'source_name': 'jst_order', 'bill_kind': 'memo', 'platform_code': 'company',
        },
        'stg_courier__yto_lines': {
            'source_name': 'courier_yto', 'bill_kind': 'courier', 'platform_code': 'company',
        },
        'stg_courier__sf_lines': {
            'source_name': 'courier_sf', 'bill_kind': 'courier', 'platform_code': 'company',
        },
        'stg_courier__cainiao_order_fees': {
            'source_name': 'cainiao_order_fee', 'bill_kind': 'courier', 'platform_code': 'company',
        },
        'stg_courier__cainiao_sale_fees': {
            'source_name': 'cainiao_sale_fee', 'bill_kind': 'memo', 'platform_code': 'company',
        },
        'stg_courier__cainiao_services': {
            'source_name': 'cainiao_value_added', 'bill_kind': 'memo', 'platform_code': 'company',
        },
        'stg_tax__invoices': {
            'source_name': 'tax_invoice', 'bill_kind': 'memo', 'platform_code': 'company',
        },
        'stg_erp__products': {
            'source_name': 'erp_product', 'bill_kind': 'erp_product', 'platform_code': 'company',
        },
        'stg_erp__costs': {
            'source_name': 'erp_cost', 'bill_kind': 'erp_cost', 'platform_code': 'company',
        },
        'stg_erp__purchases': {
            'source_name': 'erp_purchase', 'bill_kind': 'erp_purchase', 'platform_code': 'company',
        },
        'stg_erp__stock_moves': {
            'source_name': 'erp_stock_move', 'bill_kind': 'erp_stock', 'platform_code': 'company',
        },
    }) }}
{%- endmacro %}

{#
    A query for the rows of a staged model that count: one for each bill line, duplicates left out, with
    bill_line_id, bill_platform_code, shop_id, bank_account_id and bank_code beside the staged columns.
#}
{% macro counted_rows(model) -%}
    select
        staged.*,
        bill_line.bill_line_id,
        bill_line.platform_code as bill_platform_code,
        bill_line.shop_id,
        bill_line.bank_account_id,
        bill_line.bank_code
    from {{ ref(model) }} as staged
    inner join {{ ref('int_bill_lines_ranked') }} as bill_line
        on
            staged._raw_line_id = bill_line.raw_line_id
            and bill_line.source_name = '{{ storeledger.bill_formats()[model].source_name }}'
            and not bill_line.is_duplicate
{%- endmacro %}

{# The withdrawal's number (提现单号) in `words`, by the row of payout_number_patterns that is joined as `pattern`. #}
{% macro payout_number(words, pattern) -%}
    case
        when {{ words }} like {{ pattern }}.words_like
            then {{ storeledger.regex_extract_by(words, pattern ~ '.number_pattern') }}
    end
{%- endmacro %}
