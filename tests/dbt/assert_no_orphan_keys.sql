-- Lost otherwise: figures that vanish when a fact is joined to its dimension, or that lead to no
-- bill line. Every key of every fact is a row of what it points to.
{{ config(meta={'dagster': {'ref': {'name': 'reconciliation_record'}}}) }}
{% set targets = {
    'file': ('bill_file_dim', 'file_id'),
    'bill_line': ('bill_line_fact', 'bill_line_id'),
    'channel': ('channel_dim', 'channel_id'),
    'product': ('product_dim', 'product_key'),
    'customer': ('customer_dim', 'customer_id'),
    'fee_type': ('fee_type_dim', 'fee_type_code'),
    'day': ('date_dim', 'date_day'),
} %}
{% set to_file = ('_file_id', 'file') %}
{% set to_line = ('bill_line_id', 'bill_line') %}
{% set to_channel = ('channel_id', 'channel') %}
{% set to_product = ('product_key', 'product') %}
{% set keys = {
    'bill_line_fact': [to_file],
    'transaction_fact': [
        to_file, to_line, to_channel, ('fee_type_code', 'fee_type'),
        ('occurred_date', 'day'),
    ],
    'order_line_fact': [
        to_file, to_line, to_channel, to_product, ('customer_id', 'customer'),
        ('recognised_date', 'day'),
    ],
    'refund_fact': [
        to_file, to_line, to_channel, to_product, ('refunded_date', 'day'),
    ],
    'bank_transaction_fact': [to_file, to_line, ('occurred_date', 'day')],
    'ad_spend_fact': [to_file, to_line, to_channel, ('spend_date', 'day')],
    'cost_fact': [to_file, to_line],
    'stock_movement_fact': [to_file, to_line, ('moved_date', 'day')],
    'purchase_fact': [to_file, to_line, ('received_date', 'day')],
    'shipment_cost_fact': [to_file, to_line, ('billed_date', 'day')],
    'reconciliation_record': [
        ('left_bill_line_id', 'bill_line'),
        ('right_bill_line_id', 'bill_line'),
        ('record_date', 'day'),
    ],
    'recon_exceptions': [to_file],
} %}
with

{%- for target, (relation, key) in targets.items() %}
    {{ target }}_keys as (
        select distinct {{ key }} as target_key from {{ ref(relation) }}
    ),
{% endfor %}

examined as (
    {%- for fact, links in keys.items() %}
        {%- set outer_loop = loop %}
        {%- for key, target in links %}
            select
                '{{ fact }}.{{ key }}' as examined_id,
                count(*) as key_count,
                count(case when pointed.target_key is null then 1 end) as orphan_count
            from {{ ref(fact) }} as fact
            left join {{ target }}_keys as pointed on fact.{{ key }} = pointed.target_key
            where fact.{{ key }} is not null
            having count(*) > 0
            {%- if not (loop.last and outer_loop.last) %}
                union all
            {%- endif %}
        {%- endfor %}
    {%- endfor %}
)

select
    examined_id,
    cast(0 as decimal(18, 2)) as expected_amount,
    cast(orphan_count as decimal(18, 2)) as actual_amount
from examined
where orphan_count > 0

union all

{{ examined_nothing(ref('bill_file_dim'), "loaded_count > 0") }}
