-- A cell that one engine reads and another does not would make different books: cases as files
-- hold them.
{{ config(meta={'dagster': {'ref': {'name': 'order_line_fact'}}}) }}
with cases (type_name, cell, expected) as (
    {%- set cases = [
        ('decimal', '1,234.50', '1234.50'), ('decimal', '¥ 12.3', '12.30'), ('decimal', '-0.005', '-0.01'),
        ('decimal', '12元', '12.00'), ('decimal', '-', 'null'), ('decimal', '', 'null'),
        ('decimal', '12a', 'null'), ('decimal', '.5', '0.50'), ('decimal', '--5', 'null'),
        ('timestamp', '2025-01-31 23:59:59', "2025-01-31 23:59:59"),
        ('timestamp', '2025/1/3 4:05', "2025-01-03 04:05:00"),
        ('timestamp', '20250131', "2025-01-31 00:00:00"), ('timestamp', '2025-02-30', 'null'),
        ('timestamp', '45688.5', "2025-01-31 12:00:00"), ('timestamp', '-', 'null'),
        ('timestamp', '20250131 08:09:10', "2025-01-31 08:09:10"), ('timestamp', 'now', 'null'),
        ('text', ' － ', '－'), ('text', ' 浙江 ', '浙江'), ('text', '--', 'null'), ('text', '暂无数据', 'null'),
        ('id', '="6901234567890123456"', '6901234567890123456'), ('id', '`42', '42'), ('id', '', 'null'),
        ('province', '浙江省', '浙江'), ('province', '内蒙古自治区', '内蒙古'), ('province', 'France', 'France'),
        ('province', '杭州市文三路100号', 'unknown'), ('province', '12 Main Street', 'unknown'),
        ('address', '浙江省杭州市西湖区文三路100号3幢201室', '浙江省'), ('address', '浙江 杭州', '浙江'),
        ('address', '中国新疆维吾尔自治区乌鲁木齐市', '新疆维吾尔自治区'), ('address', '黑龙江省', '黑龙江省'),
        ('address', '杭州市西湖区文三路100号', 'null'), ('address', '李四浙江省', 'null'), ('address', '', 'null'),
        ('party', '张三', '个人'), ('party', '王会社', '个人'), ('party', '', 'null'),
        ('party', '支付宝（中国）网络技术有限公司客户备付金', '支付宝（中国）网络技术有限公司'),
        ('party', '张三-杭州云仓物业管理有限公司', '杭州云仓物业管理有限公司'), ('party', '支付宝-张三', '支付宝'),
        ('party', '张三（杭州云仓公司）', '杭州云仓公司'), ('party', '国家金库杭州市支库', '国家金库杭州市支库'),
        ('party', '义乌市小王饰品厂(普通合伙)', '义乌市小王饰品厂'), ('party', '老王面馆', '个人'),
        ('party', 'ABC Trading Co., Ltd.', 'ABC Trading Co., Ltd'), ('party', 'Zhang Incheng', '个人'),
        ('party', '支付宝-备付金专户', '支付宝 备付金专户'), ('party', '财付通-招商银行', '财付通 招商银行'),
        ('party', '客户备付金专户：财付通', '财付通 客户备付金专户'), ('party', '代发户 抖音', '抖音 代发户'),
        ('party', '抖音支付科技有限公司', '抖音支付科技有限公司'), ('party', '财付通', '财付通'),
        ('party', '快手-财付通支付科技有限公司', '财付通支付科技有限公司'),
        ('party', '上海付费通信息服务有限公司', '上海付费通信息服务有限公司'), ('party', '美的集团有限公司', '美的集团有限公司'),
        ('party', '张三　招商银行杭州分行', '招商银行杭州分行'), ('party', '张三\t招商银行', '招商银行'),
        ('party', '张三·招商银行', '招商银行'), ('party', '张三*招商银行', '招商银行'), ('party', '张三【招商银行】', '招商银行'),
        ('party', '张三、李四、王五有限公司', '王五有限公司'), ('party', '13800000000招商银行', '招商银行'),
        ('party', '138-0000-0000招商银行', '招商银行'), ('party', '张三6222021234567890招商银行', '招商银行'),
        ('party', '张三(13800000000)招商银行', '招商银行'), ('party', '（张三）分公司', '个人'),
        ('party', '网银在线（北京）科技有限公司', '网银在线（北京）科技有限公司'), ('party', '360安全科技公司', '360安全科技公司'),
        ('party', '给李四付房租的店', '个人'), ('party', '支付给张三的退店', '个人'), ('party', '张三转公司', '个人'),
        ('party', '李中心', '个人'), ('party', '李支行', '个人'), ('party', '张三付公司', '个人'),
        ('party', '浙江省杭州市西湖区文三路100号3幢201室张三快递驿站店', '个人'),
        ('party', '杭州市文三路100号城西银泰中心', '个人'), ('party', '义乌市小王饰品厂张三', '个人'),
        ('party', '杭州市税务局', '杭州市税务局'), ('party', '杭州小美工作室', '杭州小美工作室'),
        ('bank', '2025-11 付张三工资 13800000000', '工资'), ('bank', '张三', 'null'), ('bank', '', 'null'),
        ('bank', '货款提现 提现单号：TX2025A1 李四', '货款提现提现单号：TX2025A1'), ('bank', '账户管理费', '账户管理费'),
        ('bank', '提现单号: TX20250301030001', '提现单号:TX20250301030001'), ('bank', '提现单号:13800000000', '提现'),
        ('bank', '转账单号:6222021234567890123', '转账'), ('bank', '付款单号:zhangsan', 'null'),
        ('remark', '售后退款{88000000000000000001} 13800000000', '售后退款{88000000000000000001} ***'),
        ('remark', '赔付:13800000001,+86 139-0000-0002。', '赔付:***,+***。'), ('remark', 'a.b@example.com 退款', '*** 退款'),
        ('remark', '身份证号 330102199001011234', '***'), ('remark', '单号202503010300011234', '单号202503010300011234'),
        ('remark', '退款单号:13912345678', '退款单号:13912345678'), ('remark', '售后退款13912345678', '售后退款13912345678'),
        ('remark', '订单13912345678，电话13912345678', '订单13912345678，电话***'),
        ('remark', '退款单号：13912345678 13800000000', '退款单号：13912345678 ***'), ('remark', 'tel13800000000', 'tel***'),
        ('remark', '138.0000.0000', '***'), ('remark', '１３８００００００００', '***'), ('remark', '138－0000－0000', '***'),
        ('remark', '(0571)88880000', '***'), ('remark', '（010） 8888-0000', '***'), ('remark', '0571 88880000', '***'),
        ('remark', '+86-571-88880000', '+***'), ('remark', '0086 13800000000', '***'),
        ('remark', '身份证号码是：  330102199001011234。', '***。'), ('remark', '身份证330102900101123', '***'),
        ('remark', '身份证不符，订单330102199001011234', '身份证不符，订单330102199001011234'),
        ('remark', '身份证 88000000000000000001', '身份证 88000000000000000001'),
        ('remark', '139123456789', '139123456789'), ('remark', 'T200P13912345678', 'T200P13912345678'),
        ('remark', '0571-88880000', '***'), ('remark', '-', 'null'), ('remark', '提现单号:TX13800000000', '提现单号:TX13800000000'),
    ] %}
    values
    {%- for type_name, cell, expected in cases %}
        ('{{ type_name }}', '{{ cell }}', '{{ expected }}')
        {%- if not loop.last %},{% endif %}
    {%- endfor %}
),

parsed as (
    select
        type_name,
        cell,
        nullif(expected, 'null') as expected_text,
        case type_name
            when 'decimal' then cast({{ safe_decimal('cell') }} as text)
            when 'timestamp' then cast({{ safe_timestamp('cell') }} as text)
            when 'text' then {{ clean_text('cell') }}
            when 'id' then {{ clean_id('cell') }}
            when 'province' then {{ province_name('cell') }}
            when 'address' then {{ address_province('cell') }}
            when 'party' then {{ organisation_name('cell') }}
            when 'bank' then {{ bank_wording('cell') }}
            when 'remark' then {{ clean_remark('cell') }}
        end as parsed_text
    from cases
)

select * from parsed
where parsed_text is distinct from expected_text
