-- Grain: one line of an ad account's bill: a day, or a movement. Only paid-in money is a cost:
-- grants (赠款) are not.
with

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

spend as (
    select
        ad_spend_fact.*,
        case
            when held.reason_code is not null then held.reason_code
            when contested.reason_code is not null then contested.reason_code
            when ad_spend_fact.cash_amount = 0 then 'zero_amount'
        end as reason_code
    from {{ ref('ad_spend_fact') }} as ad_spend_fact
    left join held on ad_spend_fact.bill_line_id = held.bill_line_id
    left join contested on ad_spend_fact.bill_line_id = contested.bill_line_id
),

event_ad_spend as (
    select
        {{ voucher_id('ad_spend', 'bill_line_id') }} as voucher_id,
        cast('ad_spend' as text) as event_code,
        cast('cash' as text) as component_code,
        {{ fate_code('reason_code') }} as fate_code,
        cast(reason_code as text) as reason_code,
        spend_date as voucher_date,
        cast(null as text) as own_account_code,
        platform_code,
        shop_id,
        channel_id,
        cast(null as text) as order_id,
        cast(null as text) as sub_order_id,
        bill_line_id,
        ad_spend_id as source_id,
        _file_id,
        _line_number,
        cash_amount as line_amount
    from spend
)

select * from event_ad_spend
