-- Grain: one paid or settled order at the level its platform settles; both sides net of refunds.
with orders as (
    select * from {{ ref('recon_order_amounts') }}
),

settlement_amounts as (
    select * from {{ ref('recon_settlement_amounts') }}
),

settlement_sources as (
    select * from {{ ref('settlement_sources') }}
),

settlements as (
    select settlement_amounts.*
    from settlement_amounts
    inner join settlement_sources
        on
            settlement_amounts.platform_code = settlement_sources.platform_code
            and settlement_amounts.bill_kind = settlement_sources.bill_kind
    -- Fees alone do not settle an order.
    where settlement_amounts.gross_line_count > 0
),

pairs as (
    select
        orders.open_count,
        orders.unclear_count,
        orders.recognised_date,
        orders.last_refunded_date,
        orders.bill_line_id as left_bill_line_id,
        settlements.bill_line_id as right_bill_line_id,
        coalesce(orders.platform_code, settlements.platform_code) as platform_code,
        coalesce(orders.match_key, settlements.match_key) as match_key,
        coalesce(orders.shop_id, settlements.shop_id) as shop_id,
        coalesce(orders.order_id, settlements.order_id) as order_id,
        coalesce(orders.sub_order_id, settlements.sub_order_id) as sub_order_id,
        coalesce(orders.recognised_date, orders.first_date, settlements.first_date) as record_date,
        coalesce(orders.expected_amount, 0) as left_amount,
        coalesce(settlements.gross_amount, 0) as right_amount,
        coalesce(orders.event_count, 0) as left_count,
        coalesce(settlements.line_count, 0) as right_count,
        coalesce(orders.refund_amount, 0) as refund_amount,
        coalesce(orders.gross_amount, 0) as gross_amount,
        coalesce(settlements.gross_line_count, 0) as gross_line_count
    from orders
    full join settlements
        on
            orders.platform_code = settlements.platform_code
            and orders.match_key = settlements.match_key
),

ruled as (
    {{ with_rules('pairs', 'order_to_settlement') }}
),

measured as (
    select
        ruled.*,
        settlement_sources.bill_kind,
        settlement_sources.shortfall_reason_code,
        ruled.right_amount - ruled.left_amount as excess_amount,
        ruled.age_days <= ruled.lag_days as is_young,
        {{ days_between('ruled.last_refunded_date', 'ruled.as_of_date') }}
        <= ruled.lag_days as is_refund_young
    from ruled
    inner join settlement_sources on ruled.platform_code = settlement_sources.platform_code
),

recon_order_to_settlement as (
    select
        {{ reconciliation_sides('order_to_settlement', "'key'") }},
        case
            when unclear_count > 0 then 'order_unclear'
            when right_count = 0 and left_amount = 0 then 'nothing_to_settle'
            when right_count = 0 and open_count > 0 then 'order_open'
            when right_count = 0 and recognised_date is null then 'nothing_to_settle'
            when left_count = 0 then 'order_missing'
            when abs(excess_amount) <= tolerance_amount then null
            when excess_amount > 0 and excess_amount <= refund_amount and is_refund_young
                then 'refund_in_transit'
            -- A refund that nobody settled would leave as much, of an order settled in two lines.
            when
                excess_amount = gross_amount
                and refund_amount < gross_amount
                and gross_line_count > 1
                then 'settled_twice'
            when excess_amount > 0 then 'amount_difference'
            -- A pre-sale settles its deposit and its final payment as two lines.
            when is_young and (right_amount <= 0 or bill_kind = 'settlement') then 'settlement_due'
            when right_amount <= 0 then 'settlement_missing'
            else shortfall_reason_code
        end as reason_code
    from measured
)

select * from recon_order_to_settlement
