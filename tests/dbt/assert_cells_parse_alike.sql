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
        ('bank', '2025-11 付张三工资 13800000000', '工资'), ('bank', '张三', 'null'), ('bank', '', 'null'),
        ('bank', '货款提现 提现单号：TX2025A1 李四', '货款提现提现单号：TX2025A1'), ('bank', '账户管理费', '账户管理费'),
        ('remark', '售后退款{88000000000000000001} 13800000000', '售后退款{88000000000000000001} ***'),
        ('remark', '赔付:13800000001,+86 139-0000-0002。', '赔付:***,+***。'), ('remark', 'a.b@example.com 退款', '*** 退款'),
        ('remark', '身份证号 330102199001011234', '***'), ('remark', '单号202503010300011234', '单号202503010300011234'),
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
