-- Lost otherwise: a deposit booked against the wrong payouts. Sums every run of the payouts that
-- no bank line names, member by member: an accepted run must be the only one that is the deposit.
{{ config(meta={'dagster': {'ref': {'name': 'recon_payout_runs'}}}) }}
with

payouts as (
    select
        payouts.shop_id,
        payouts.bank_account_id,
        payouts.payout_key,
        payouts.paid_out_at,
        payouts.paid_out_date,
        payouts.payout_amount
    from {{ ref('recon_payouts') }} as payouts
    left join {{ ref('bank_transaction_fact') }} as bank
        on payouts.payout_key = bank.payout_id
    where bank.bank_transaction_id is null and payouts.payout_amount <> 0
),

runs as (
    select
        first_payout.bank_account_id,
        first_payout.payout_key as first_key,
        last_payout.payout_key as last_key,
        last_payout.paid_out_date as last_date,
        sum(member.payout_amount) as run_amount
    from payouts as first_payout
    inner join payouts as last_payout
        on
            first_payout.shop_id = last_payout.shop_id
            and first_payout.paid_out_at <= last_payout.paid_out_at
    inner join payouts as member
        on
            first_payout.shop_id = member.shop_id
            and first_payout.paid_out_at <= member.paid_out_at
            and last_payout.paid_out_at >= member.paid_out_at
    cross join {{ ref('reconciliation_rules') }} as rules
    where
        rules.recon_type = 'payout_to_bank'
        and rules.platform_code = '*'
        and {{ days_between('first_payout.paid_out_date', 'last_payout.paid_out_date') }}
        <= rules.window_days
    group by
        first_payout.bank_account_id,
        first_payout.payout_key,
        last_payout.payout_key,
        last_payout.paid_out_date
),

accepted as (
    select
        bank_transaction_id,
        count(*) as payout_count
    from {{ ref('recon_payout_runs') }}
    where is_accepted
    group by bank_transaction_id
),

examined as (
    select
        accepted.bank_transaction_id as examined_id,
        max(bank.amount) as expected_amount,
        max(runs.run_amount) as actual_amount,
        count(runs.first_key) as solution_count
    from accepted
    inner join {{ ref('bank_transaction_fact') }} as bank
        on accepted.bank_transaction_id = bank.bank_transaction_id
    cross join {{ ref('reconciliation_rules') }} as rules
    left join runs
        on
            bank.bank_account_id = runs.bank_account_id
            and bank.amount = runs.run_amount
            and {{ days_between('runs.last_date', 'bank.occurred_date') }}
            between 0 and rules.window_days
    where rules.recon_type = 'payout_to_bank' and rules.platform_code = '*'
    group by accepted.bank_transaction_id
)

select
    examined_id,
    expected_amount,
    actual_amount
from examined
where solution_count <> 1

union all

{{ examined_nothing(ref('recon_payout_runs'), 'is_accepted') }}
