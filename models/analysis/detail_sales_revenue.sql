-- Grain: sub-order, every row of order_line_fact. Money of a bill line that names only the order stands
-- on its first sub-order. Amounts include VAT.
with

order_lines as (

    select * from {{ ref('order_line_fact') }}

),

transactions as (

    select * from {{ ref('transaction_fact') }}
    where bill_kind = 'fund_flow'

),

fee_types as (

    select * from {{ ref('fee_type_dim') }}
    where fee_category_code not in ('balance_sheet', 'unmapped')

),

products as (

    select * from {{ ref('product_dim') }}

),

shops as (

    select distinct
        shop_id,
        shop_name
    from {{ ref('channel_dim') }}

),

files as (

    select * from {{ ref('bill_file_dim') }}

),

reconciliations as (

    select
        platform_code,
        order_id,
        coalesce(sub_order_id, order_id) as sub_order_id,
        min(status_code) as status_code,
        min(reason_code) as reason_code
    from {{ ref('reconciliation_record') }}
    where recon_type = 'order_to_settlement'
    group by platform_code, order_id, coalesce(sub_order_id, order_id)

),

first_lines as (

    select
        platform_code,
        order_id,
        min(order_line_id) as order_line_id
    from order_lines
    group by platform_code, order_id

),

money as (

    select
        transactions.platform_code,
        transactions.order_id,
        transactions.sub_order_id,
        max(transactions.occurred_at) as settled_at,
        sum(case when fee_types.is_expense then -transactions.amount else 0 end) as fee_amount,
        sum(transactions.amount) as settlement_amount
    from transactions
    inner join fee_types on transactions.fee_type_code = fee_types.fee_type_code
    where transactions.order_id is not null
    group by transactions.platform_code, transactions.order_id, transactions.sub_order_id

),

line_money as (

    select
        coalesce(order_lines.order_line_id, first_lines.order_line_id) as order_line_id,
        max(money.settled_at) as settled_at,
        sum(money.fee_amount) as fee_amount,
        sum(money.settlement_amount) as settlement_amount
    from money
    left join order_lines
        on
            money.platform_code = order_lines.platform_code
            and money.sub_order_id = order_lines.sub_order_id
    left join first_lines
        on
            money.platform_code = first_lines.platform_code
            and money.order_id = first_lines.order_id
    group by coalesce(order_lines.order_line_id, first_lines.order_line_id)

),

detail_sales_revenue as (

    select
        order_lines.order_line_id,
        order_lines.order_id as order_no,
        order_lines.sub_order_id as sub_order_no,
        order_lines.ordered_at as order_time,
        line_money.settled_at as settlement_time,
        order_lines.platform_code as platform,
        order_lines.shop_id as account_id,
        shops.shop_name as account_name,
        order_lines.product_key as product_id,
        products.product_name,
        products.category_name as product_category,
        order_lines.quantity as product_quantity,
        order_lines.order_status_code as order_status,
        order_lines.gross_amount,
        cast(coalesce(line_money.fee_amount, 0) as decimal(18, 2)) as fee_amount,
        cast(coalesce(line_money.settlement_amount, 0) as decimal(18, 2)) as settlement_amount,
        coalesce(line_recon.status_code, order_recon.status_code) as reconciliation_status,
        coalesce(line_recon.reason_code, order_recon.reason_code) as reconciliation_result,
        case
            when
                coalesce(line_recon.status_code, order_recon.status_code) in (
                    'difference', 'missing_left', 'missing_right', 'ambiguous'
                )
                then '["view_bill", "match_by_hand", "ignore_with_reason"]'
            else '["view_bill"]'
        end as actions,
        files.file_name as source_bill_file,
        order_lines._line_number as source_row_number
    from order_lines
    inner join products on order_lines.product_key = products.product_key
    left join shops on order_lines.shop_id = shops.shop_id
    left join line_money on order_lines.order_line_id = line_money.order_line_id
    left join reconciliations as line_recon
        on
            order_lines.platform_code = line_recon.platform_code
            and order_lines.order_id = line_recon.order_id
            and order_lines.sub_order_id = line_recon.sub_order_id
    left join reconciliations as order_recon
        on
            order_lines.platform_code = order_recon.platform_code
            and order_lines.order_id = order_recon.order_id
            and order_lines.order_id = order_recon.sub_order_id
    left join files on order_lines._file_id = files.file_id

)

select * from detail_sales_revenue
