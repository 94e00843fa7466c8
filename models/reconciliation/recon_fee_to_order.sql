-- Grain: one fee type that an order is charged once × order. Left: one charge. Right: all charges.
with transactions as (
    select * from {{ ref('transaction_fact') }}
    where own_account_code is not null and amount < 0
),

fees_once_per_order as (
    select * from {{ ref('fees_once_per_order') }}
),

charges as (
    select
        transactions.*,
        coalesce(
            transactions.sub_order_id, transactions.order_id, transactions.bill_line_id
        ) as order_key
    from transactions
    inner join fees_once_per_order
        on
            transactions.platform_code = fees_once_per_order.platform_code
            and transactions.fee_type_code = fees_once_per_order.fee_type_code
            and transactions.occurred_date >= fees_once_per_order.valid_from
            and transactions.occurred_date < fees_once_per_order.valid_to
),

charged_orders as (
    select
        platform_code,
        fee_type_code || ':' || order_key as match_key,
        {{ least_text('shop_id') }} as shop_id,
        {{ least_text('order_id') }} as order_id,
        {{ least_text('sub_order_id') }} as sub_order_id,
        min(occurred_date) as record_date,
        min(-amount) as left_amount,
        sum(-amount) as right_amount,
        1 as left_count,
        count(distinct bill_line_id) as right_count,
        {{ least_text('bill_line_id') }} as left_bill_line_id,
        {{ least_text('bill_line_id') }} as right_bill_line_id
    from charges
    group by platform_code, fee_type_code, order_key
),

ruled as (
    {{ with_rules('charged_orders', 'fee_to_order') }}
),

recon_fee_to_order as (
    select
        {{ reconciliation_sides('fee_to_order', "'key'") }},
        case
            when right_count > 1 and right_amount - left_amount > tolerance_amount
                then 'double_fee'
        end as reason_code
    from ruled
)

select * from recon_fee_to_order
