{# What staging lets pass of cells that can hold a person's data. Each macro names what it keeps, so what
   nobody thought of stays behind. #}

{# The province-level names (省级行政区) in short, as a pattern. #}
{% macro province_pattern() -%}
    {{ return([
        '北京', '天津', '上海', '重庆', '河北', '山西', '辽宁', '吉林', '黑龙江', '江苏', '浙江', '安徽', '福建', '江西',
        '山东', '河南', '湖北', '湖南', '广东', '海南', '四川', '贵州', '云南', '陕西', '甘肃', '青海', '台湾', '内蒙古',
        '广西', '西藏', '宁夏', '新疆', '香港', '澳门',
    ] | join('|')) }}
{%- endmacro %}

{# The province with which an address begins, as it is written there; null where it begins with none. #}
{% macro address_province(expression) -%}
    {{ return(storeledger.regex_extract(
        expression,
        '^(?:中国)?((?:' ~ storeledger.province_pattern()
        ~ ')(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)?)'
    )) }}
{%- endmacro %}

{# Whom a bank line names, where it is an organisation: its name, from the last separator to the last word that only
   organisations bear; of a wallet's payer that says no more, its brand. `个人` for any other name, null for none. No
   word may be the beginning of another or stand inside it: engines would differ in which they find. #}
{% macro organisation_name(expression) -%}
    {%- set words = [
        '公司', '集团', '企业', '银行', '分行', '支行', '信用社', '合作社', '金库', '支库', '专户', '代发户',
        '中心', '平台', '商行', '超市', '酒店', '门店', '商店', '工厂', '工作室', '事务所', '研究所', '研究院', '学院',
        '学校', '大学', '医院', '法院', '协会', '商会', '委员会', '基金会',
    ] -%}
    {%- set wallets = [
        '抖音', '支付宝', '快手', '财付通', '小红书', '行吟', '网银在线', '京东', '拼多多', '寻梦', '付费通', '有赞',
    ] -%}
    {%- set part = '[^-－—_:：,，;；/| ()（）]' -%}
    {%- set bracket = '[(（][^()（）]*[)）]' -%}
    {%- set patterns = [
        '((?:' ~ part ~ '|' ~ bracket ~ ')*(?:' ~ words | join('|') ~ '))',
        '(' ~ part ~ '{4,}[厂店局部馆])',
        '([A-Za-z0-9][A-Za-z0-9&. ]*,? ?(?:Ltd|LTD|Limited|LIMITED|Inc|INC|LLC|Corp|CORP|GmbH))(?:[^A-Za-z]|$)',
        '(' ~ wallets | join('|') ~ ')',
    ] -%}
    case
        when {{ storeledger.clean_text(expression) }} is not null
            then coalesce(
                {%- for pattern in patterns %}
                    {{ storeledger.regex_extract(storeledger.strip_blanks(expression), pattern) }},
                {%- endfor %}
                '个人'
            )
    end
{%- endmacro %}

{# Of the free text of a bank line: the words that say what was paid for and the number of a withdrawal, in their
   order; null where there are none. Of the words holds what is said of those of `organisation_name`. #}
{% macro bank_wording(expression) -%}
    {%- set words = [
        '提现', '货款', '采购', '投资款', '实收资本', '结息', '利息', '存款', '快递费', '运费', '物流费', '工资', '奖金',
        '报销', '备用金', '社保', '公积金', '房租', '租金', '物业费', '水费', '电费', '押金', '保证金', '包装', '材料',
        '增值税', '所得税', '附加税', '印花税', '个税', '税款', '手续费', '服务费', '账户管理费', '推广费', '广告费',
        '充值', '消费', '取现', '存现', '缴费', '代付', '转账', '汇款', '往来款', '借款', '贷款', '还款', '还本', '退款', '退票', '冲正', '代发', '代扣',
        '分红',
    ] -%}
    {%- set number = '(?:提现|结算|打款|付款|转账)单号[:：][0-9A-Za-z]+' -%}
    {%- set kept = '(' ~ number ~ '|' ~ words | join('|') ~ ')' -%}
    {{ return("nullif(" ~ storeledger.regex_keep(expression, kept) ~ ", '')") }}
{%- endmacro %}

{# The remark of a bill (clean_text) with `***` for telephone numbers, mail addresses and identity numbers. Numbers
   of orders stay: one of 18 digits is no identity number unless the text says so. #}
{% macro clean_remark(expression) -%}
    {%- set marked = '[0-9A-Za-z._%+-]+@[0-9A-Za-z.-]+|[1-9][0-9]{16}[Xx]|身份证[^0-9]{0,4}[0-9]{17}[0-9Xx]' -%}
    {%- set telephone = '(^|[^0-9A-Za-z])(?:86[- ]?)?(?:1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}'
        ~ '|0[0-9]{2,3}-[0-9]{7,8})([^0-9A-Za-z]|$)' -%}
    {%- set ns = namespace(sql=storeledger.regex_replace(expression, marked, '***')) -%}
    {#- Twice: of two numbers beside each other the first match takes the sign between them. -#}
    {%- for _ in range(2) -%}
        {%- set ns.sql = storeledger.regex_replace(ns.sql, telephone, '\\1***\\2') -%}
    {%- endfor -%}
    {#- Most remarks hold none, and to look is cheaper than to replace. -#}
    {{ return(storeledger.clean_text(
        "case when " ~ storeledger.regex_matches(expression, marked ~ '|' ~ telephone) ~ " then " ~ ns.sql
        ~ " else " ~ expression ~ " end"
    )) }}
{%- endmacro %}
