-- Grain: one after-sale case (售后单) that cannot be posted rightly. A refund of a sale that is held
-- is held with it, for the same reason. An exchange moves no money, whatever its status.
with refunds as (
    select * from {{ ref('refund_fact') }}
    where refund_type_code <> 'exchange' and refund_status_code in ('success', 'unknown')
),

order_lines as (
    select * from {{ ref('order_line_fact') }}
),

cost_cards as (
    select * from {{ ref('recon_cost_cards') }}
),

held_sales as (
    select * from {{ ref('recon_held_sales') }}
),

judged as (
    select
        refunds.*,
        case
            when refunds.refund_status_code = 'unknown' then 'unknown_refund_status'
            when refunds.refund_type_code = 'unknown' then 'unknown_refund_type'
            when refunds.shop_id = 'unknown' then 'unknown_shop'
            when held_sales.reason_code is not null then held_sales.reason_code
            -- No bill holds the sale: it lies before the first.
            when order_lines.order_line_id is null and refunds.vat_rate is null
                then 'missing_vat_rate'
            -- Goods that were sent and given up are a loss of what they cost.
            when
                order_lines.order_status_code = 'closed'
                and order_lines.shipped_at is not null
                and order_lines.line_kind = 'goods'
                and refunds.refund_type_code = 'refund_only'
                and cost_cards.unit_cost_amount is null
                then 'missing_unit_cost'
        end as reason_code
    from refunds
    left join order_lines
        on
            refunds.platform_code = order_lines.platform_code
            and refunds.sub_order_id = order_lines.sub_order_id
    left join cost_cards on order_lines.order_line_id = cost_cards.order_line_id
    left join held_sales on order_lines.bill_line_id = held_sales.bill_line_id
),

recon_held_refunds as (
    select
        bill_line_id,
        reason_code,
        platform_code,
        shop_id,
        order_id,
        sub_order_id,
        coalesce(refunded_date, cast(applied_at as date)) as record_date,
        cast(-gross_refund_amount as decimal(18, 2)) as difference_amount
    from judged
    where reason_code is not null
)

select * from recon_held_refunds
