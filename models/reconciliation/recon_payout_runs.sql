-- Grain: one payout in one candidate run of one bank deposit that names no payout. A run is an
-- unbroken sequence of a shop's unmatched payouts whose sum is the deposit.
with payouts as (
    select * from {{ ref('recon_payouts') }}
    where payout_amount <> 0
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

sequenced as (
    select
        payouts.*,
        cast(sum(payouts.payout_amount) over (
            partition by payouts.shop_id
            order by payouts.paid_out_at asc, {{ binary_order('payouts.payout_key') }} asc
            rows between unbounded preceding and current row
        ) as decimal(18, 2)) as running_amount,
        row_number() over (
            partition by payouts.shop_id
            order by payouts.paid_out_at asc, {{ binary_order('payouts.payout_key') }} asc
        ) as run_position
    from payouts
    where payouts.payout_key not in (select named_deposits.payout_id from named_deposits)
),

candidates as (
    select
        deposits.bank_transaction_id,
        first_payouts.shop_id,
        first_payouts.payout_key as match_key,
        first_payouts.run_position as first_position,
        last_payouts.run_position as last_position,
        count(*) over (partition by deposits.bank_transaction_id) as candidate_count
    from sequenced as first_payouts
    inner join sequenced as last_payouts
        on
            first_payouts.shop_id = last_payouts.shop_id
            and first_payouts.run_position <= last_payouts.run_position
    inner join bank_deposits as deposits
        on
            first_payouts.bank_account_id = deposits.bank_account_id
            and last_payouts.running_amount - first_payouts.running_amount
            + first_payouts.payout_amount = deposits.amount
    inner join rules
        on
            deposits.occurred_date >= rules.valid_from
            and deposits.occurred_date < rules.valid_to
            and {{ days_between('first_payouts.paid_out_date', 'last_payouts.paid_out_date') }}
            <= rules.window_days
            and {{ days_between('last_payouts.paid_out_date', 'deposits.occurred_date') }}
            between 0 and rules.window_days
    where deposits.payout_id is null
),

members as (
    select
        candidates.*,
        sequenced.platform_code,
        sequenced.payout_key,
        count(*) over (
            partition by sequenced.platform_code, sequenced.payout_key
        ) as claim_count
    from candidates
    inner join sequenced
        on
            candidates.shop_id = sequenced.shop_id
            and sequenced.run_position between candidates.first_position
            and candidates.last_position
),

recon_payout_runs as (
    select
        bank_transaction_id,
        platform_code,
        payout_key,
        match_key,
        candidate_count = 1
        and max(claim_count) over (partition by bank_transaction_id) = 1 as is_accepted,
        case
            when first_position = last_position then 'unique_amount' else 'unique_run'
        end as match_method_code
    from members
)

select * from recon_payout_runs
