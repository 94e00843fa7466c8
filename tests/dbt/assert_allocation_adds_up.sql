-- Cents lost when an amount is dealt out: parts and their sums are worked by hand.
{{ config(meta={'dagster': {'ref': {'name': 'order_line_fact'}}}) }}
with parts as (
    {%- set parts = [
        ('thirds', 'a', '1.00', '1.00', '0.34'), ('thirds', 'b', '1.00', '1.00', '0.33'),
        ('thirds', 'c', '1.00', '1.00', '0.33'),
        ('weights', 'a', '10.00', '1.00', '1.67'), ('weights', 'b', '10.00', '2.00', '3.33'),
        ('weights', 'c', '10.00', '3.00', '5.00'),
        ('no weight', 'a', '0.03', '0.00', '0.02'), ('no weight', 'b', '0.03', '0.00', '0.01'),
        ('negative', 'a', '-0.05', '2.00', '-0.03'), ('negative', 'b', '-0.05', '2.00', '-0.02'),
        ('nothing', 'a', '0.00', '5.00', '0.00'), ('nothing', 'b', '0.00', '7.00', '0.00'),
    ] %}
    {%- for whole, part, amount, weight, expected in parts %}
        select
            '{{ whole }}' as whole_id,
            '{{ whole }} {{ part }}' as part_id,
            cast({{ amount }} as decimal(18, 2)) as whole_amount,
            cast({{ weight }} as decimal(18, 2)) as weight_amount,
            cast({{ expected }} as decimal(18, 2)) as expected_amount
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
),

allocated as (
    {{ allocate('parts', 'part_id', 'whole_id', 'whole_amount', 'weight_amount') }}
)

select * from allocated
where allocated_amount is distinct from expected_amount
