-- Lost otherwise: a bill line posted twice, or never. Each posted line is one voucher, each entry
-- names a bill line, and wallets and banks book the bill's own amount.
{{ config(meta={'dagster': {'ref': {'name': 'journal'}}}) }}
with

own_account as (
    select wallet_account_code as account_code from {{ ref('shops') }}
    union
    select account_code from {{ ref('bank_accounts') }}
),

entry as (
    select
        coalesce(journal.bill_line_id, 'no bill line: ' || journal.voucher_id) as bill_line_id,
        count(distinct journal.voucher_id) as voucher_count,
        max(journal.voucher_id) as voucher_id,
        sum(
            case
                when own_account.account_code is not null
                    then journal.debit_amount - journal.credit_amount
                else 0
            end
        ) as own_amount
    from {{ ref('posting_bill_lines') }} as journal
    left join own_account on journal.account_code = own_account.account_code
    group by coalesce(journal.bill_line_id, 'no bill line: ' || journal.voucher_id)
),

posted as (
    select
        fate.bill_line_id,
        fate.voucher_id,
        case when bill_line.bill_kind in ('fund_flow', 'bank') then bill_line.line_amount else 0 end
            as line_amount
    from {{ ref('bill_line_fate') }} as fate
    inner join {{ ref('bill_line_fact') }} as bill_line
        on fate.raw_line_id = bill_line.raw_line_id
    where fate.fate_code = 'posted'
),

examined as (
    select
        posted.voucher_id as fate_voucher_id,
        entry.voucher_id,
        entry.voucher_count,
        posted.line_amount,
        entry.own_amount,
        coalesce(posted.bill_line_id, entry.bill_line_id) as bill_line_id,
        count(*) over (partition by posted.bill_line_id) as fate_count
    from posted
    full join entry on posted.bill_line_id = entry.bill_line_id
)

select
    bill_line_id as examined_id,
    line_amount as expected_amount,
    own_amount as actual_amount
from examined
where
    fate_voucher_id is null
    or voucher_id is null
    or fate_voucher_id <> voucher_id
    or voucher_count <> 1
    or fate_count <> 1
    or line_amount <> own_amount

union all

{{ examined_nothing() }}
