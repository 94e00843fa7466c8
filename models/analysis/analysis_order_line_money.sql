-- Grain: sub-order with money on the platform wallet. A bill line that names the order alone stands
-- on the order's first sub-order, so that every yuan of an order stands on one line.
with
order_lines as (
    select * from {{ ref('order_line_fact') }}
),

transactions as (
    select * from {{ ref('transaction_fact') }}
    where own_account_code is not null and order_id is not null
),

fee_types as (
    select * from {{ ref('fee_type_dim') }}
    where fee_category_code not in ('balance_sheet', 'unmapped')
),

first_lines as (
    select
        platform_code,
        order_id,
        min(order_line_id) as order_line_id
    from order_lines
    group by platform_code, order_id
),

analysis_order_line_money as (
    select
        cast(sum(
            case when fee_types.is_expense then -transactions.amount else 0 end
        ) as decimal(18, 2)) as fee_amount,
        cast(sum(transactions.amount) as decimal(18, 2)) as settlement_amount,
        max(transactions.occurred_at) as settled_at,
        coalesce(order_lines.order_line_id, first_lines.order_line_id) as order_line_id
    from transactions
    inner join fee_types on transactions.fee_type_code = fee_types.fee_type_code
    left join order_lines
        on
            transactions.platform_code = order_lines.platform_code
            and transactions.sub_order_id = order_lines.sub_order_id
    left join first_lines
        on
            transactions.platform_code = first_lines.platform_code
            and transactions.order_id = first_lines.order_id
    where coalesce(order_lines.order_line_id, first_lines.order_line_id) is not null
    group by coalesce(order_lines.order_line_id, first_lines.order_line_id)
)

select * from analysis_order_line_money
