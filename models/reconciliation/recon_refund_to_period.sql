-- Grain: one successful refund. Left: the refund. Right: what the month of its sale could still
-- take before it was closed.
with refunds as (
    select * from {{ ref('refund_fact') }}
    where refund_status_code = 'success' and gross_refund_amount <> 0
),

order_lines as (
    select * from {{ ref('order_line_fact') }}
),

pairs as (
    select
        refunds.platform_code,
        refunds.after_sale_id as match_key,
        refunds.shop_id,
        refunds.order_id,
        refunds.sub_order_id,
        refunds.refunded_date as record_date,
        refunds.gross_refund_amount as left_amount,
        refunds.refund_type_code,
        order_lines.order_status_code,
        order_lines.recognised_date,
        1 as left_count,
        refunds.bill_line_id as left_bill_line_id,
        order_lines.bill_line_id as right_bill_line_id,
        case when order_lines.order_line_id is null then 0 else 1 end as right_count
    from refunds
    left join order_lines
        on
            refunds.platform_code = order_lines.platform_code
            and refunds.sub_order_id = order_lines.sub_order_id
),

ruled as (
    {{ with_rules('pairs', 'refund_to_period') }}
),

judged as (
    select
        *,
        case
            when 'unknown' in (refund_type_code, order_status_code) then 'order_unclear'
            when right_count = 0 then 'refund_without_sale'
            when recognised_date is null or record_date < recognised_date
                then 'refund_before_sale'
            when record_date >= {{ month_close_date('recognised_date', 'close_day') }}
                then 'late_refund'
        end as reason_code
    from ruled
),

measured as (
    select
        *,
        case
            when reason_code in ('refund_without_sale', 'late_refund') then 0
            else left_amount
        end as right_amount
    from judged
),

recon_refund_to_period as (
    select
        {{ reconciliation_sides('refund_to_period', "'key'") }},
        reason_code
    from measured
)

select * from recon_refund_to_period
