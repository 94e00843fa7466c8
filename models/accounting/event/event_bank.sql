-- Grain: one line of a bank statement that counts; line_amount is signed, money in positive.
with

bank_line as (
    select * from {{ ref('bank_transaction_fact') }}
),

bank_account as (
    select
        bank_account_id,
        account_code
    from {{ ref('bank_accounts') }}
),

-- The shop whose payout a deposit is: by the payout id, or by the match of a merged deposit.
payout as (
    select
        right_bill_line_id as bill_line_id,
        min(shop_id) as shop_id
    from {{ ref('reconciliation_record') }}
    where recon_type = 'payout_to_bank' and right_bill_line_id is not null
    group by right_bill_line_id
    having count(distinct shop_id) = 1
),

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

judged as (
    select
        bank_line.*,
        bank_account.account_code,
        coalesce(payout.shop_id, 'company') as shop_id,
        case
            when held.reason_code is not null then held.reason_code
            when contested.reason_code is not null then contested.reason_code
            when bank_line.amount = 0 then 'zero_amount'
        end as reason_code
    from bank_line
    left join bank_account on bank_line.bank_account_id = bank_account.bank_account_id
    left join payout on bank_line.bill_line_id = payout.bill_line_id
    left join held on bank_line.bill_line_id = held.bill_line_id
    left join contested on bank_line.bill_line_id = contested.bill_line_id
),

event_bank as (
    select
        {{ voucher_id('bank', 'bill_line_id') }} as voucher_id,
        cast('bank' as text) as event_code,
        bank_event_code as component_code,
        {{ fate_code('reason_code') }} as fate_code,
        cast(reason_code as text) as reason_code,
        occurred_date as voucher_date,
        account_code as own_account_code,
        platform_code,
        shop_id,
        cast(null as text) as channel_id,
        cast(null as text) as order_id,
        cast(null as text) as sub_order_id,
        bill_line_id,
        bank_transaction_id as source_id,
        _file_id,
        _line_number,
        amount as line_amount
    from judged
)

select * from event_bank
