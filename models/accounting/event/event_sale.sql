-- Grain: one order line that counts. Posted when control has passed to the buyer (订单完成); the
-- amounts include VAT (gross) or not (taxable). Held lines must not be summed with posted ones.
with

order_line as (
    select * from {{ ref('order_line_fact') }}
),

cost as (
    select
        order_line_id,
        cost_amount
    from {{ ref('order_line_cost') }}
),

held as (
    select
        bill_line_id,
        reason_code
    from {{ ref('recon_held_lines') }}
),

judged as (
    select
        order_line.*,
        cost.cost_amount,
        case
            when held.reason_code is not null then held.reason_code
            when order_line.recognised_date is null then 'not_recognised'
            when order_line.gross_amount = 0 and cost.cost_amount = 0 then 'zero_amount'
        end as reason_code
    from order_line
    inner join cost on order_line.order_line_id = cost.order_line_id
    left join held on order_line.bill_line_id = held.bill_line_id
),

event_sale as (
    select
        {{ voucher_id('sale', 'bill_line_id') }} as voucher_id,
        cast('sale' as text) as event_code,
        line_kind as component_code,
        {{ fate_code('reason_code') }} as fate_code,
        cast(reason_code as text) as reason_code,
        recognised_date as voucher_date,
        cast(null as text) as own_account_code,
        platform_code,
        shop_id,
        channel_id,
        order_id,
        sub_order_id,
        bill_line_id,
        order_line_id as source_id,
        _file_id,
        _line_number,
        gross_amount,
        taxable_amount,
        vat_amount,
        cost_amount
    from judged
)

select * from event_sale
