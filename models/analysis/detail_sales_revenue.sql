-- Grain: sub-order, every row of order_line_fact; amounts include VAT.
with
order_lines as (
    select * from {{ ref('order_line_fact') }}
),

line_money as (
    select * from {{ ref('analysis_order_line_money') }}
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

-- A platform settles by sub-order or by order: the record names the one or the other.
reconciliations as (
    select
        platform_code,
        coalesce(sub_order_id, order_id) as named_id,
        min(status_code) as status_code,
        min(reason_code) as reason_code
    from {{ ref('reconciliation_record') }}
    where recon_type = 'order_to_settlement'
    group by platform_code, coalesce(sub_order_id, order_id)
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
        files.file_name as source_bill_file,
        order_lines._line_number as source_row_number,
        cast(coalesce(line_money.fee_amount, 0) as decimal(18, 2)) as fee_amount,
        cast(coalesce(line_money.settlement_amount, 0) as decimal(18, 2)) as settlement_amount,
        coalesce(by_line.status_code, by_order.status_code) as reconciliation_status,
        coalesce(by_line.reason_code, by_order.reason_code) as reconciliation_result,
        case
            when coalesce(by_line.status_code, by_order.status_code) in (
                'difference', 'missing_left', 'missing_right', 'ambiguous'
            ) then '["view_bill", "match_by_hand", "ignore_with_reason"]'
            else '["view_bill"]'
        end as actions
    from order_lines
    inner join products on order_lines.product_key = products.product_key
    left join shops on order_lines.shop_id = shops.shop_id
    left join line_money on order_lines.order_line_id = line_money.order_line_id
    left join files on order_lines._file_id = files.file_id
    {% for level, id in [('by_line', 'sub_order_id'), ('by_order', 'order_id')] -%}
        left join reconciliations as {{ level }}
            on
                order_lines.platform_code = {{ level }}.platform_code
                and order_lines.{{ id }} = {{ level }}.named_id
    {% endfor -%}
)

select * from detail_sales_revenue
