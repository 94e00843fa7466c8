-- A cell that one engine reads and another does not would make different books: cases as files
-- hold them.
{{ config(meta={'dagster': {'ref': {'name': 'order_line_fact'}}}) }}
with cases as (
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
    ] %}
    {%- for type_name, cell, expected in cases %}
        select
            '{{ type_name }}' as type_name,
            cast('{{ cell }}' as text) as cell,
            nullif('{{ expected }}', 'null') as expected_text
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
),

parsed as (
    select
        *,
        case type_name
            when 'decimal' then cast({{ safe_decimal('cell') }} as text)
            when 'timestamp' then cast({{ safe_timestamp('cell') }} as text)
            when 'text' then {{ clean_text('cell') }}
            when 'id' then {{ clean_id('cell') }}
            when 'province' then {{ province_name('cell') }}
        end as parsed_text
    from cases
)

select * from parsed
where parsed_text is distinct from expected_text
