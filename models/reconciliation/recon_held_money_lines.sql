-- Grain: one line of a wallet, settlement, bank or ad bill × reason that it cannot be posted
-- rightly. difference_amount is of the components with the reason.
with transactions as (
    select
        *,
        case
            when bill_kind = 'fund_flow' and own_account_code is null then 'no_event'
            when not is_mapped then 'unknown_fee_scene'
            -- A settlement that only proves the wallet moves no account of any shop.
            when shop_id = 'unknown' and own_account_code is not null then 'unknown_shop'
        end as reason_code
    from {{ ref('transaction_fact') }}
),

bank_accounts as (
    select * from {{ ref('bank_accounts') }}
),

bank_lines as (
    select
        bank_transactions.*,
        case
            when bank_transactions.bank_event_code = 'unmapped' then 'unmapped_bank_event'
            when bank_accounts.account_code is null then 'unknown_bank_account'
        end as reason_code
    from {{ ref('bank_transaction_fact') }} as bank_transactions
    left join bank_accounts on bank_transactions.bank_account_id = bank_accounts.bank_account_id
),

ad_lines as (
    select
        *,
        case
            when not is_mapped then 'unknown_fee_scene'
            when shop_id = 'unknown' then 'unknown_shop'
        end as reason_code
    from {{ ref('ad_spend_fact') }}
),

recon_held_money_lines as (
    select
        bill_line_id,
        reason_code,
        platform_code,
        {{ least_text('shop_id') }} as shop_id,
        {{ least_text('order_id') }} as order_id,
        {{ least_text('sub_order_id') }} as sub_order_id,
        min(occurred_date) as record_date,
        cast(sum(amount) as decimal(18, 2)) as difference_amount
    from transactions
    where reason_code is not null
    group by bill_line_id, reason_code, platform_code
    union all
    select
        bill_line_id,
        reason_code,
        platform_code,
        cast(null as {{ dbt.type_string() }}) as shop_id,
        cast(null as {{ dbt.type_string() }}) as order_id,
        cast(null as {{ dbt.type_string() }}) as sub_order_id,
        occurred_date as record_date,
        amount as difference_amount
    from bank_lines
    where reason_code is not null
    union all
    select
        bill_line_id,
        reason_code,
        platform_code,
        shop_id,
        cast(null as {{ dbt.type_string() }}) as order_id,
        cast(null as {{ dbt.type_string() }}) as sub_order_id,
        spend_date as record_date,
        cast(-cash_amount as decimal(18, 2)) as difference_amount
    from ad_lines
    where reason_code is not null
)

select * from recon_held_money_lines
