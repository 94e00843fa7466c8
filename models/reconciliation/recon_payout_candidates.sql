-- Grain: one payout that may be part of one bank deposit, neither of which names the other: of the
-- deposit's account, and of its platform where the bank line tells it. One payout may be a
-- candidate of several deposits.
{% set most_candidates = 16 -%}
with payouts as (
    select * from {{ ref('recon_payouts') }}
    where payout_amount > 0
),

bank_deposits as (
    select * from {{ ref('bank_transaction_fact') }}
    where bank_event_code = 'payout' and amount > 0
),

named_deposits as (
    select payout_id from bank_deposits
    where payout_id is not null
),

rules as (
    select * from {{ ref('reconciliation_rules') }}
    where recon_type = 'payout_to_bank' and platform_code = '*'
),

recon_payout_candidates as (
    select
        deposits.bank_transaction_id,
        deposits.amount as deposit_amount,
        deposits.occurred_date as deposited_date,
        rules.window_days,
        payouts.platform_code,
        payouts.payout_key,
        payouts.shop_id,
        payouts.paid_out_date,
        payouts.payout_amount,
        row_number() over (
            partition by deposits.bank_transaction_id
            order by
                payouts.paid_out_at asc,
                {{ binary_order('payouts.platform_code') }} asc,
                {{ binary_order('payouts.payout_key') }} asc
        ) as candidate_position,
        count(*) over (partition by deposits.bank_transaction_id)
        > {{ most_candidates }} as is_crowded
    from bank_deposits as deposits
    inner join rules
        on
            deposits.occurred_date >= rules.valid_from
            and deposits.occurred_date < rules.valid_to
    inner join payouts
        on
            deposits.bank_account_id = payouts.bank_account_id
            and deposits.amount >= payouts.payout_amount
            and coalesce(deposits.platform_code, payouts.platform_code) = payouts.platform_code
            and {{ days_between('payouts.paid_out_date', 'deposits.occurred_date') }}
            between 0 and 2 * rules.window_days
    where
        deposits.payout_id is null
        and payouts.payout_key not in (select named_deposits.payout_id from named_deposits)
)

select * from recon_payout_candidates
