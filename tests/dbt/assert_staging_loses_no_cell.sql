-- Lost otherwise: a cell with text that staging reads as empty, and with it the amount or the day.
-- depends_on: {{ ref('bill_line_fact') }}
{{ config(meta={'dagster': {'ref': {'name': 'bill_line_fact'}}}) }}
{%- set cells = {
    'douyin_order': {
        'safe_decimal': ['商品数量', '商品金额', '订单应付金额', '运费', '商家优惠', '平台优惠', '达人优惠', '支付优惠'],
        'safe_timestamp': ['订单提交时间', '支付完成时间', '发货时间', '订单完成时间'],
    },
    'douyin_after_sale': {
        'safe_decimal': ['退商品金额(元)', '退运费金额(元)'],
        'safe_timestamp': ['售后申请时间', '商家退款时间', '用户到账时间', '售后关闭时间', '售后完结时间'],
    },
    'douyin_fund': {
        'safe_decimal': [
            '动账金额', '订单实付应结', '运费实付', '实际平台补贴_运费', '实际平台补贴', '其他平台补贴', '以旧换新抵扣',
            '政府补贴平台垫资', '实际达人补贴', '实际抖音支付补贴', '实际抖音月付营销补贴', '银行补贴', '订单退款',
            '平台服务费', '佣金', '服务商佣金', '渠道分成', '招商服务费', '站外推广费', '其他分成',
        ],
        'safe_timestamp': ['动账时间'],
    },
    'douyin_settlement': {
        'safe_decimal': [
            '结算金额', '用户实付', '平台补贴运费', '平台补贴', '其他平台补贴', '以旧换新抵扣', '政府补贴平台垫资',
            '达人补贴', '抖音支付补贴', '抖音月付营销补贴', '银行补贴', '结算前退款金额', '平台服务费', '达人佣金',
            '服务商佣金', '渠道分成', '招商服务费', '站外推广费', '其他分成', '收入合计', '支出合计',
        ],
        'safe_timestamp': ['结算时间'],
    },
    'tmall_order': {
        'safe_decimal': ['买家应付邮费', '买家实际支付金额'],
        'safe_timestamp': ['订单创建时间', '订单付款时间'],
    },
    'tmall_order_item': {'safe_decimal': ['购买数量', '价格', '买家实付金额'], 'safe_timestamp': []},
    'tmall_refund': {'safe_decimal': ['退款总额'], 'safe_timestamp': ['退款完结时间']},
    'alipay_ledger': {
        'safe_decimal': ['收入金额(+元)', '支出金额(-元)'],
        'safe_timestamp': ['发生时间'],
    },
    'bank_icbc': {'safe_decimal': ['转入金额', '转出金额', '余额'], 'safe_timestamp': ['交易时间']},
    'bank_cmb': {'safe_decimal': ['借方金额', '贷方金额', '余额'], 'safe_timestamp': ['交易日期']},
    'qianchuan_finance': {
        'safe_decimal': [
            '余额总消耗(元)', '非赠款消耗(元)', '赠款消耗(元)', '总存入(元)', '总余额(元)', '非赠款余额(元)',
        ],
        'safe_timestamp': ['日期'],
    },
    'courier_zto': {'safe_decimal': ['结算重量', '合计'], 'safe_timestamp': ['账单日期']},
    'erp_product': {'safe_decimal': ['unit_price'], 'safe_timestamp': []},
    'erp_cost': {'safe_decimal': ['unit_cost'], 'safe_timestamp': ['valid_from']},
    'erp_purchase': {
        'safe_decimal': ['quantity', 'unit_cost', 'taxable_amount', 'vat_rate', 'vat_amount'],
        'safe_timestamp': ['received_date'],
    },
    'erp_stock_move': {'safe_decimal': ['quantity', 'unit_cost'], 'safe_timestamp': ['moved_at']},
} %}
with examined as (
    {%- for table, columns in cells.items() %}
        {%- set cells_read = [] %}
        {%- for column in columns.safe_decimal %}
            {%- do cells_read.append([column, safe_decimal(adapter.quote(column))]) %}
        {%- endfor %}
        {%- for column in columns.safe_timestamp %}
            {%- do cells_read.append([column, safe_timestamp(adapter.quote(column))]) %}
        {%- endfor %}
        select
            '{{ table }}' as source_name,
            {% for column, parsed in cells_read -%}
                count({{ clean_id(adapter.quote(column)) }}) - count({{ parsed }})
                {{- ' + ' if not loop.last }}
            {%- endfor %} as lost_count
        from {{ source('raw', table) }}
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
)

select * from examined
where lost_count <> 0
