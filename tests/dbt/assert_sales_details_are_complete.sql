-- Lost otherwise: the way from a platform down to its orders: every sub-order is one detail row
-- and no yuan of an order is lost.
{{ config(meta={'dagster': {'ref': {'name': 'detail_sales_revenue'}}}) }}
with

lines as (
    select
        platform_code,
        count(*) as line_count,
        sum(gross_amount) as gross_amount
    from {{ ref('order_line_fact') }}
    group by platform_code
),

order_ids as (
    select distinct
        platform_code,
        order_id
    from {{ ref('order_line_fact') }}
),

sub_order_ids as (
    select
        platform_code,
        sub_order_id
    from {{ ref('order_line_fact') }}
),

money as (
    select
        flow_lines.platform_code,
        sum(flow_lines.amount) as settlement_amount,
        -sum(case when fee_types.is_expense then flow_lines.amount else 0 end) as fee_amount
    from {{ ref('transaction_fact') }} as flow_lines
    inner join {{ ref('fee_type_dim') }} as fee_types
        on flow_lines.fee_type_code = fee_types.fee_type_code
    left join order_ids
        on
            flow_lines.platform_code = order_ids.platform_code
            and flow_lines.order_id = order_ids.order_id
    left join sub_order_ids
        on
            flow_lines.platform_code = sub_order_ids.platform_code
            and flow_lines.sub_order_id = sub_order_ids.sub_order_id
    where
        flow_lines.own_account_code is not null
        and flow_lines.order_id is not null
        and fee_types.fee_category_code not in ('balance_sheet', 'unmapped')
        and coalesce(order_ids.order_id, sub_order_ids.sub_order_id) is not null
    group by flow_lines.platform_code
),

details as (
    select
        platform,
        count(*) as line_count,
        sum(gross_amount) as gross_amount,
        sum(settlement_amount) as settlement_amount,
        sum(fee_amount) as fee_amount
    from {{ ref('detail_sales_revenue') }}
    group by platform
),

examined as (
    select
        lines.*,
        coalesce(money.settlement_amount, 0) as settlement_amount,
        coalesce(money.fee_amount, 0) as fee_amount,
        coalesce(details.line_count, 0) as detail_count,
        coalesce(details.gross_amount, 0) as detail_gross_amount,
        coalesce(details.settlement_amount, 0) as detail_settlement_amount,
        coalesce(details.fee_amount, 0) as detail_fee_amount
    from lines
    left join money on lines.platform_code = money.platform_code
    left join details on lines.platform_code = details.platform
)

select
    platform_code as examined_id,
    settlement_amount as expected_amount,
    detail_settlement_amount as actual_amount
from examined
where
    line_count <> detail_count
    or gross_amount <> detail_gross_amount
    or settlement_amount <> detail_settlement_amount
    or fee_amount <> detail_fee_amount

union all

{{ examined_nothing() }}
