-- Lost otherwise: a bill line that counts and stands in no fact, or stands in two.
{{ config(meta={'dagster': {'ref': {'name': 'bill_line_fact'}}}) }}
{%- set facts = {
    'order_line_fact': ['order'],
    'refund_fact': ['after_sale'],
    'bank_transaction_fact': ['bank'],
    'ad_spend_fact': ['ad'],
    'shipment_cost_fact': ['courier'],
    'stock_movement_fact': ['erp_stock'],
    'purchase_fact': ['erp_purchase'],
    'cost_fact': ['erp_cost'],
} %}
with fact_lines as (
    {%- for fact in facts %}
        select bill_line_id from {{ ref(fact) }}
        {%- if fact == 'refund_fact' %}
            where not is_in_bill
        {%- endif %}
        union all
    {%- endfor %}
    select distinct bill_line_id from {{ ref('transaction_fact') }}
),

held as (
    select
        bill_line_id,
        count(*) as fact_count
    from fact_lines
    group by bill_line_id
),

examined as (
    select
        bill_line.bill_line_id as examined_id,
        cast(1 as decimal(18, 2)) as expected_amount,
        cast(coalesce(held.fact_count, 0) as decimal(18, 2)) as actual_amount
    from {{ ref('bill_line_fact') }} as bill_line
    left join held on bill_line.bill_line_id = held.bill_line_id
    where
        not bill_line.is_duplicate
        and bill_line.bill_kind not in ('order_header', 'memo', 'erp_product')
)

select * from examined
where expected_amount <> actual_amount

union all

{{ examined_nothing(ref('bill_line_fact')) }}
