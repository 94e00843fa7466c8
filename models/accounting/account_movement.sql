-- Grain: leaf account × period × shop with entries, before closing entries. cash_amount is the
-- cash (in positive) of the vouchers that move cash, given to the accounts on their other side:
-- its sum is the change in cash.
with

journal as (
    select * from {{ ref('posting_bill_lines') }}
),

cash_account as (
    select account_code from {{ ref('account_dim') }}
    where is_cash
),

cash_voucher as (
    select distinct journal.voucher_id
    from journal
    inner join cash_account on journal.account_code = cash_account.account_code
),

account_movement as (
    select
        journal.account_code,
        journal.accounting_period,
        journal.shop_id,
        cast(sum(journal.debit_amount) as decimal(18, 2)) as debit_amount,
        cast(sum(journal.credit_amount) as decimal(18, 2)) as credit_amount,
        cast(
            sum(
                case
                    when cash_voucher.voucher_id is not null and cash_account.account_code is null
                        then journal.credit_amount - journal.debit_amount
                    else 0
                end
            ) as decimal(18, 2)
        ) as cash_amount,
        count(*) as transaction_count
    from journal
    left join cash_voucher on journal.voucher_id = cash_voucher.voucher_id
    left join cash_account on journal.account_code = cash_account.account_code
    group by journal.account_code, journal.accounting_period, journal.shop_id
)

select * from account_movement
