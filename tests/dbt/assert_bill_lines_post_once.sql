-- Lost otherwise: a bill line posted twice, or never. Each posted line is one voucher, each entry
-- names a bill line, wallets, settlements and banks book the bill's own amount, and a refund that
-- stands in a wallet's bill is in the voucher of its line.
{{ config(meta={'dagster': {'ref': {'name': 'journal'}}}) }}
with

bill_line as (
    select
        bill_line.bill_line_id,
        bill_line.raw_line_id,
        coalesce(bill_account.account_code, bank_account.account_code) as own_account_code,
        bill_line.line_amount
    from {{ ref('bill_line_fact') }} as bill_line
    left join {{ ref('bill_accounts') }} as bill_account
        on bill_line.source_name = bill_account.source_name
    left join {{ ref('bank_transaction_fact') }} as bank_line
        on bill_line.bill_line_id = bank_line.bill_line_id
    left join {{ ref('bank_accounts') }} as bank_account
        on bank_line.bank_account_id = bank_account.bank_account_id
),

entry as (
    select
        coalesce(bill_line_id, 'no bill line: ' || voucher_id) as bill_line_id,
        account_code,
        max(case when voucher_type_code = 'refund' then 1 else 0 end) as has_refund,
        min(voucher_id) as first_voucher_id,
        max(voucher_id) as last_voucher_id,
        sum(debit_amount - credit_amount) as amount
    from {{ ref('posting_bill_lines') }}
    group by coalesce(bill_line_id, 'no bill line: ' || voucher_id), account_code
),

entered as (
    select
        bill_line_id,
        min(first_voucher_id) as first_voucher_id,
        max(last_voucher_id) as last_voucher_id,
        max(has_refund) as has_refund
    from entry
    group by bill_line_id
),

refunded as (
    select distinct bill_line_id from {{ ref('event_refund') }}
    where fate_code = 'posted'
),

posted as (
    select
        fate.bill_line_id,
        fate.voucher_id,
        bill_line.own_account_code,
        case when refunded.bill_line_id is null then 0 else 1 end as has_refund,
        case when bill_line.own_account_code is null then 0 else bill_line.line_amount end
            as line_amount
    from {{ ref('bill_line_fate') }} as fate
    inner join bill_line on fate.raw_line_id = bill_line.raw_line_id
    left join refunded on fate.bill_line_id = refunded.bill_line_id
    where fate.fate_code = 'posted'
),

examined as (
    select
        posted.voucher_id as fate_voucher_id,
        entered.first_voucher_id,
        entered.last_voucher_id,
        posted.has_refund = entered.has_refund as has_its_refund,
        posted.line_amount,
        coalesce(own_entry.amount, 0) as own_amount,
        coalesce(posted.bill_line_id, entered.bill_line_id) as bill_line_id,
        count(*) over (partition by posted.bill_line_id) as fate_count
    from posted
    full join entered on posted.bill_line_id = entered.bill_line_id
    left join entry as own_entry
        on
            posted.bill_line_id = own_entry.bill_line_id
            and posted.own_account_code = own_entry.account_code
)

select
    bill_line_id as examined_id,
    line_amount as expected_amount,
    own_amount as actual_amount
from examined
where
    fate_voucher_id is null
    or first_voucher_id is null
    or fate_voucher_id <> first_voucher_id
    or first_voucher_id <> last_voucher_id
    or fate_count <> 1
    or not has_its_refund
    or line_amount <> own_amount

union all

{{ examined_nothing() }}
