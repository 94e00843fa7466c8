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

{# Whom a bank line names, where it is an organisation: of a name its first part that begins after a sign (or a long
   number) and ends with a word that only organisations bear. Where it tells a wallet no more, or beside another name
   (`财付通-招商银行`), its brand comes first: mappings read it. `个人` for any other name, null for none. No word may be
   the beginning of another or stand inside it: engines would differ in which they find. #}
{% macro organisation_name(expression) -%}
    {%- set institutions = [
        '银行', '分行', '支行', '信用社', '合作社', '金库', '支库', '专户', '代发户', '事务所', '研究所', '研究院', '学院',
        '学校', '大学', '医院', '法院', '协会', '商会', '委员会', '基金会',
    ] | join('|') -%}
    {%- set firms = [
        '公司', '集团', '企业', '中心', '平台', '商行', '超市', '酒店', '门店', '商店', '工厂', '工作室',
    ] | join('|') -%}
    {%- set wallets = [
        '抖音', '支付宝', '快手', '财付通', '小红书', '行吟', '网银在线', '京东', '拼多多', '寻梦', '付费通', '有赞',
    ] | join('|') -%}
    {%- set letter = 'A-Za-z&㐀-䶿一-鿿' -%}
    {%- set begin = '(?:^|[^0-9' ~ letter ~ '])' -%}
    {%- set end = '(?:[^0-9' ~ letter ~ ']|$)' -%}
    {#- A place, as in `支付宝（中国）网络技术有限公司`: a name begins before it. -#}
    {%- set bracketed = '(?:[0-9' ~ letter ~ ']{2,20}[(（][' ~ letter ~ ']{2,8}[)）])?' -%}
    {%- set patterns = [
        begin ~ '(' ~ bracketed ~ '[0-9' ~ letter ~ ']{0,28}(?:' ~ institutions ~ '|' ~ firms ~ '))',
        begin ~ '([' ~ letter ~ ']{4,28}[厂店局部馆])' ~ end,
        '([A-Za-z0-9][A-Za-z0-9&. ]{0,60},? ?(?:Ltd|LTD|Limited|LIMITED|Inc|INC|LLC|Corp|CORP|GmbH))(?:[^A-Za-z]|$)',
    ] -%}
    {#- Sentences (`张三转公司`), addresses, and a surname before a word. -#}
    {%- set refused = '^(?:.*(?:[给转借欠退替帮号幢栋弄]|[0-9]室|[^美]的|付(?:[^宝通费金科技有股服网信天临]|$)).*|.(?:'
        ~ institutions ~ ')|.{0,3}(?:' ~ firms ~ '))$' -%}
    {%- set told = storeledger.regex_replace(
        storeledger.strip_blanks(expression), '[0-9](?:[-－. ]?[0-9]){4,}', ' '
    ) -%}
    {%- set names = [] -%}
    {%- for pattern in patterns -%}
        {%- do names.append(
            "nullif(" ~ storeledger.regex_replace(storeledger.regex_extract(told, pattern), refused, '') ~ ", '')"
        ) -%}
    {%- endfor -%}
    {%- set brand_and_name = "concat_ws(' ', " ~ storeledger.regex_extract(told, '(' ~ wallets ~ ')')
        ~ ", coalesce(" ~ names | join(', ') ~ "))" -%}
    case
        when {{ storeledger.clean_text(expression) }} is not null
            then coalesce(
                nullif({{ storeledger.regex_replace(
                    brand_and_name, '^(?:' ~ wallets ~ ') (.*(?:' ~ wallets ~ ').*)$', '\\1'
                ) }}, ''),
                '个人'
            )
    end
{%- endmacro %}

{# Of the free text of a bank line: the words that say what was paid for and the number of a withdrawal (letters, then
   digits: a bare number can be a card or a telephone), in their order; null where there are none. Of the words holds
   what is said of those of `organisation_name`. #}
{% macro bank_wording(expression) -%}
    {%- set words = [
        '提现', '货款', '采购', '投资款', '实收资本', '结息', '利息', '存款', '快递费', '运费', '物流费', '工资', '奖金',
        '报销', '备用金', '社保', '公积金', '房租', '租金', '物业费', '水费', '电费', '押金', '保证金', '包装', '材料',
        '增值税', '所得税', '附加税', '印花税', '个税', '税款', '手续费', '服务费', '账户管理费', '推广费', '广告费',
        '充值', '消费', '取现', '存现', '缴费', '代付', '转账', '汇款', '往来款', '借款', '贷款', '还款', '还本', '退款', '退票', '冲正', '代发', '代扣',
        '分红',
    ] -%}
    {%- set kept = '((?:提现|结算|打款|付款|转账)单号[:：])[ 　]?([A-Za-z]{1,4}[0-9]{4,}[0-9A-Za-z]*)|('
        ~ words | join('|') ~ ')' -%}
    {{ return("nullif(" ~ storeledger.regex_keep(expression, kept, '\\1\\2\\3') ~ ", '')") }}
{%- endmacro %}

{# The remark of a bill (clean_text) with `***` for telephone numbers, mail addresses and identity numbers. Numbers
   of orders stay: one that is called an order or a case (单号:, 售后退款) is no telephone number, and one of 18 digits no
   identity number unless the text says so. #}
{% macro clean_remark(expression) -%}
    {#- No text holds it: it stands before the numbers that stay. -#}
    {%- set guard = '\ue000' -%}
    {%- set called = '((?:单号|编号)[:：]? ?|订单[:：]?|售后退款[:：{ ]?)([0-9０-９])' -%}
    {%- set digit = '[0-9０-９]' -%}
    {%- set sign = '[-－—. ]?' -%}
    {%- set end = '([^0-9０-９A-Za-z]|$)' -%}
    {%- set local = sign ~ '[1-9１-９]' ~ digit ~ '{2,3}' ~ sign ~ digit ~ '{4}' -%}
    {%- set area = '(?:10|2' ~ digit ~ '|[3-9]' ~ digit ~ '{2})' -%}
    {%- set marked = '[0-9A-Za-z._%+-]+@[0-9A-Za-z.-]+|[1-9][0-9]{16}[Xx]' -%}
    {%- set identity = '身份证[^0-9０-９' ~ guard ~ ']{0,12}(?:' ~ digit ~ '{15}|' ~ digit ~ '{17}[0-9０-９Xx])' ~ end -%}
    {%- set telephone = '(^|[^0-9０-９A-Za-z' ~ guard ~ ']|[Tt]el|TEL|[Pp]hone|PHONE|[Mm]obile|MOBILE)(?:'
        ~ '(?:(?:00)?[8８][6６]' ~ sign ~ ')?[1１][3-9３-９]' ~ digit ~ sign ~ digit ~ '{4}' ~ sign ~ digit ~ '{4}'
        ~ '|(?:(?:00)?86' ~ sign ~ ')?[0０]' ~ area ~ '[-－— ]' ~ local
        ~ '|[(（][0０]' ~ area ~ '[)）]' ~ local
        ~ '|(?:00)?86[-－— ]' ~ area ~ '[-－— ]' ~ local
        ~ ')' ~ end -%}
    {%- set ns = namespace(sql=storeledger.regex_replace(expression, called, '\\1' ~ guard ~ '\\2')) -%}
    {%- set ns.sql = storeledger.regex_replace(ns.sql, marked, '***') -%}
    {%- set ns.sql = storeledger.regex_replace(ns.sql, identity, '***\\1') -%}
    {#- Twice: of two numbers beside each other the first match takes the sign between them. -#}
    {%- for _ in range(2) -%}
        {%- set ns.sql = storeledger.regex_replace(ns.sql, telephone, '\\1***\\2') -%}
    {%- endfor -%}
    {%- set ns.sql = storeledger.regex_remove(ns.sql, guard) -%}
    {#- Most remarks hold none, and to look is cheaper than to replace. -#}
    {{ return(storeledger.clean_text(
        "case when " ~ storeledger.regex_matches(expression, marked ~ '|' ~ identity ~ '|' ~ telephone) ~ " then "
        ~ ns.sql ~ " else " ~ expression ~ " end"
    )) }}
{%- endmacro %}
