-- Lost otherwise: figures that vanish when a fact is joined to its dimension, or that lead to no
-- bill line. Every key of every fact is a row of what it points to.
{{ config(meta={'dagster': {'ref': {'name': 'reconciliation_record'}}}) }}
{% set to_file = ('_file_id', 'bill_file_dim', 'file_id') %}
{% set to_line = ('bill_line_id', 'bill_line_fact', 'bill_line_id') %}
{% set to_channel = ('channel_id', 'channel_dim', 'channel_id') %}
{% set to_product = ('product_key', 'product_dim', 'product_key') %}
{% set keys = {
    'bill_line_fact': [to_file],
    'transaction_fact': [
        to_file, to_line, to_channel, ('fee_type_code', 'fee_type_dim', 'fee_type_code'),
        ('occurred_date', 'date_dim', 'date_day'),
    ],
    'order_line_fact': [
        to_file, to_line, to_channel, to_product, ('customer_id', 'customer_dim', 'customer_id'),
        ('recognised_date', 'date_dim', 'date_day'),
    ],
    'refund_fact': [
        to_file, to_line, to_channel, to_product, ('refunded_date', 'date_dim', 'date_day'),
    ],
    'bank_transaction_fact': [to_file, to_line, ('occurred_date', 'date_dim', 'date_day')],
    'ad_spend_fact': [to_file, to_line, to_channel, ('spend_date', 'date_dim', 'date_day')],
    'cost_fact': [to_file, to_line],
    'stock_movement_fact': [to_file, to_line, ('moved_date', 'date_dim', 'date_day')],
    'purchase_fact': [to_file, to_line, ('received_date', 'date_dim', 'date_day')],
    'shipment_cost_fact': [to_file, to_line, ('billed_date', 'date_dim', 'date_day')],
    'reconciliation_record': [
        ('left_bill_line_id', 'bill_line_fact', 'bill_line_id'),
        ('right_bill_line_id', 'bill_line_fact', 'bill_line_id'),
        ('record_date', 'date_dim', 'date_day'),
    ],
    'recon_exceptions': [to_file],
} %}
with

examined as (
    {%- for fact, links in keys.items() %}
        {%- set outer_loop = loop %}
        {%- for key, target, target_key in links %}
            select
                '{{ fact }}.{{ key }}' as examined_id,
                count(*) as key_count,
                count(case when target.target_key is null then 1 end) as orphan_count
            from {{ ref(fact) }} as fact
            left join (
                select distinct {{ target_key }} as target_key from {{ ref(target) }}
            ) as target
                on fact.{{ key }} = target.target_key
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
