-- Grain: one line of a bill that moves a wallet (动账流水), or the 待结算款 of a platform whose
-- settlements post; line_amount is signed, money in positive.
with

component as (
    select * from {{ ref('transaction_fact') }}
    where own_account_code is not null
),

contested as (
    select
        bill_line_id,
        reason_code
    from {{ ref('recon_contested_lines') }}
),

held_refund as (
    select
        bill_line_id,
        min(reason_code) as reason_code
    from {{ ref('event_refund') }}
    where is_in_bill and fate_code = 'rejected'
    group by bill_line_id
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
        min(case when is_mapped then 1 else 0 end) = 1 as is_mapped,
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
            when not line.is_mapped then 'unknown_fee_scene'
            when line.shop_id = 'unknown' then 'unknown_shop'
            when contested.reason_code is not null then contested.reason_code
            when line.largest_amount = 0 then 'zero_amount'
            -- The line and the refund that it tells are one voucher: both or neither.
            else held_refund.reason_code
        end as reason_code
    from line
    left join contested on line.bill_line_id = contested.bill_line_id
    left join held_refund on line.bill_line_id = held_refund.bill_line_id
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
