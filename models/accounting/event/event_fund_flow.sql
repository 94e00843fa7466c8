-- Grain: one line of a bill that moves a wallet (动账流水), or the 待结算款 of a platform whose
-- settlements post; line_amount is signed, money in positive.
with

component as (
    select * from {{ ref('transaction_fact') }}
    where own_account_code is not null
),

-- The line and the refund that it tells are one voucher: both are held, or neither.
held as (
    select
        bill_line_id,
        reason_code
    from {{ ref('recon_held_lines') }}
),

contested as (
    select
        bill_line_id,
        reason_code
    from {{ ref('recon_contested_lines') }}
),

line as (
    select
        bill_line_id,
        platform_code,
        shop_id,
        channel_id,
        order_id,
        sub_order_id,
        occurred_date,
        own_account_code,
        line_amount,
        _file_id,
        _line_number,
        max(abs(amount)) as largest_amount
    from component
    group by
        bill_line_id, platform_code, shop_id, channel_id, order_id, sub_order_id,
        occurred_date, own_account_code, line_amount, _file_id, _line_number
),

judged as (
    select
        line.*,
        case
            when held.reason_code is not null then held.reason_code
            when contested.reason_code is not null then contested.reason_code
            when line.largest_amount = 0 then 'zero_amount'
        end as reason_code
    from line
    left join held on line.bill_line_id = held.bill_line_id
    left join contested on line.bill_line_id = contested.bill_line_id
),

event_fund_flow as (
    select
        {{ voucher_id('fund_flow', 'bill_line_id') }} as voucher_id,
        cast('fund_flow' as text) as event_code,
        cast('wallet' as text) as component_code,
        {{ fate_code('reason_code') }} as fate_code,
        cast(reason_code as text) as reason_code,
        occurred_date as voucher_date,
        own_account_code,
        platform_code,
        shop_id,
        channel_id,
        order_id,
        sub_order_id,
        bill_line_id,
        bill_line_id as source_id,
        _file_id,
        _line_number,
        line_amount
    from judged
)

select * from event_fund_flow
