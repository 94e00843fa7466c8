-- Lost otherwise: settled money on its way to a wallet. The balance of a platform's 待结算款 is what
-- its settlements say and its wallet has not received, apart from the lines that are held.
{{ config(meta={'dagster': {'ref': {'name': 'posting_bill_lines'}}}) }}
with

platform as (
    select
        platform_code,
        clearing_account_code
    from {{ ref('platforms') }}
    where clearing_account_code is not null
),

part as (
    select
        platform.platform_code,
        cast(0 as decimal(18, 2)) as expected_amount,
        entry.debit_amount - entry.credit_amount as actual_amount
    from {{ ref('posting_bill_lines') }} as entry
    inner join platform on entry.account_code = platform.clearing_account_code

    union all

    select
        platform.platform_code,
        cast(0 as decimal(18, 2)) as expected_amount,
        bill_line.line_amount as actual_amount
    from {{ ref('event_fund_flow') }} as bill_line
    inner join platform on bill_line.own_account_code = platform.clearing_account_code
    where bill_line.fate_code <> 'posted'

    union all

    select
        platform.platform_code,
        record.difference_amount as expected_amount,
        cast(0 as decimal(18, 2)) as actual_amount
    from {{ ref('reconciliation_record') }} as record
    inner join platform on record.platform_code = platform.platform_code
    where record.recon_type = 'settlement_to_fund'
),

examined as (
    select
        platform_code as examined_id,
        cast(sum(expected_amount) as decimal(18, 2)) as expected_amount,
        cast(sum(actual_amount) as decimal(18, 2)) as actual_amount
    from part
    group by platform_code
)

select
    examined_id,
    expected_amount,
    actual_amount
from examined
where expected_amount <> actual_amount

union all

{{ examined_nothing(ref('transaction_fact'), "fee_type_code = 'settlement_transfer'") }}
