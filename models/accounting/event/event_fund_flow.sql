-- Grain: one line of a platform wallet's bill (动账流水) that counts; line_amount is signed, money in
-- positive.
with

component as (
    select * from {{ ref('transaction_fact') }}
    where bill_kind = 'fund_flow'
),

shop as (
    select
        shop_id,
        wallet_account_code
    from {{ ref('shops') }}
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
        line_amount,
        _file_id,
        _line_number,
        min(case when is_mapped then 1 else 0 end) = 1 as is_mapped,
        max(abs(amount)) as largest_amount
    from component
    group by
        bill_line_id, platform_code, shop_id, channel_id, order_id, sub_order_id,
        occurred_date, line_amount, _file_id, _line_number
),

judged as (
    select
        line.*,
        shop.wallet_account_code,
        case
            when not line.is_mapped then 'unknown_fee_scene'
            when shop.wallet_account_code is null then 'unknown_shop'
            when line.largest_amount = 0 then 'zero_amount'
        end as reason_code
    from line
    left join shop on line.shop_id = shop.shop_id
),

event_fund_flow as (
    select
        {{ voucher_id('fund_flow', 'bill_line_id') }} as voucher_id,
        cast('fund_flow' as text) as event_code,
        cast('wallet' as text) as component_code,
        {{ fate_code('reason_code') }} as fate_code,
        cast(reason_code as text) as reason_code,
        occurred_date as voucher_date,
        wallet_account_code as own_account_code,
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
