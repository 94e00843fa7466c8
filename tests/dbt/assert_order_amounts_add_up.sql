-- Lost otherwise: a discount that nobody bears. List and freight minus every discount is the
-- payable.
{{ config(meta={'dagster': {'ref': {'name': 'order_line_fact'}}}) }}
with examined as (
    select
        order_line_id as examined_id,
        payable_amount as expected_amount,
        cast(
            list_amount + freight_amount - shop_discount_amount - platform_discount_amount
            - influencer_discount_amount - payment_discount_amount as decimal(18, 2)
        ) as actual_amount
    from {{ ref('order_line_fact') }}
)

select * from examined
where expected_amount is distinct from actual_amount or expected_amount is null

union all

{{ examined_nothing(ref('order_line_fact')) }}
