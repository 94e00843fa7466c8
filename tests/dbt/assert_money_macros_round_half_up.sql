-- Cents that rounding makes up or loses: every case is worked by hand, ties away from zero, on
-- each engine.
{{ config(meta={'dagster': {'ref': {'name': 'order_line_fact'}}}) }}
with cases as (
    {%- set cases = [
        ('multiply', '0.01', '0.5', '0.01'),
        ('multiply', '-0.01', '0.5', '-0.01'),
        ('multiply', '0.03', '0.166666', '0.00'),
        ('multiply', '19.99', '3', '59.97'),
        ('multiply', '123456789012.34', '0.130000', '16049382571.60'),
        ('multiply', '9999999999.99', '1.000001', '10000009999.99'),
        ('vat', '113.00', '0.13', '13.00'),
        ('vat', '0.01', '0.13', '0.00'),
        ('vat', '0.05', '0.13', '0.01'),
        ('vat', '-113.00', '0.13', '-13.00'),
        ('vat', '99.99', '0.09', '8.26'),
        ('vat', '1000000000000.00', '0.06', '56603773584.91'),
        ('vat', '50.00', '0', '0.00'),
        ('ratio', '1.00', '3.00', '0.333333'),
        ('ratio', '2.00', '3.00', '0.666667'),
        ('ratio', '-2.00', '3.00', '-0.666667'),
        ('ratio', '0.01', '8.00', '0.001250'),
        ('ratio', '1.00', '2000000.00', '0.000001'),
        ('ratio', '1.00', '0.00', 'null'),
    ] %}
    {%- for operation, left, right, expected in cases %}
        select
            '{{ operation }} {{ left }} {{ right }}' as case_name,
            '{{ operation }}' as operation_name,
            cast({{ left }} as decimal(18, 2)) as left_value,
            cast({{ right }} as decimal(18, 6)) as right_value,
            cast({{ expected }} as decimal(18, 6)) as expected_value
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
),

computed as (
    select
        *,
        case operation_name
            when 'multiply'
                then cast({{ money_multiply('left_value', 'right_value') }} as decimal(18, 6))
            when 'vat'
                then cast({{ vat_split('left_value', 'right_value') }} as decimal(18, 6))
            when 'ratio' then {{ money_ratio('left_value', 'right_value') }}
        end as computed_value
    from cases
)

select * from computed
where computed_value is distinct from expected_value
