-- Grain: one order line whose sale cannot be posted rightly. An order that is known not to be
-- completed posts nothing yet, and so lacks nothing.
with order_lines as (
    select * from {{ ref('order_line_fact') }}
),

cost_cards as (
    select * from {{ ref('recon_cost_cards') }}
),

judged as (
    select
        order_lines.*,
        case
            when order_lines.order_status_code = 'unknown' then 'unknown_order_status'
            when order_lines.order_status_code <> 'completed' then null
            when order_lines.recognised_date is null then 'missing_completion_date'
            when order_lines.shop_id = 'unknown' then 'unknown_shop'
            when order_lines.vat_rate is null then 'missing_vat_rate'
            when order_lines.line_kind = 'goods' and order_lines.quantity is null
                then 'missing_quantity'
            when order_lines.line_kind = 'goods' and cost_cards.unit_cost_amount is null
                then 'missing_unit_cost'
        end as reason_code
    from order_lines
    inner join cost_cards on order_lines.order_line_id = cost_cards.order_line_id
),

recon_held_sales as (
    select
        bill_line_id,
        reason_code,
        platform_code,
        shop_id,
        order_id,
        sub_order_id,
        coalesce(recognised_date, cast(ordered_at as date)) as record_date,
        gross_amount as difference_amount
    from judged
    where reason_code is not null
)

select * from recon_held_sales
