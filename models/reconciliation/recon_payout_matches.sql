-- Grain: one payout (left) or one bank deposit (right), with the one group it belongs to. amount
-- must not be summed across side_code.
with payouts as (
    select * from {{ ref('recon_payouts') }}
),

bank_deposits as (
    select * from {{ ref('bank_transaction_fact') }}
    where bank_event_code = 'payout'
),

-- A bank line that names a payout need not tell its platform.
payout_platforms as (
    select
        payout_key,
        min(platform_code) as platform_code
    from payouts
    group by payout_key
    having count(*) = 1
),

payout_runs as (
    select * from {{ ref('recon_payout_runs') }}
),

payout_claims as (
    select
        platform_code,
        payout_key,
        max(case when is_accepted then match_key end) as run_key,
        max(case when is_accepted then match_method_code end) as match_method_code,
        max(case when is_accepted then 0 else 1 end) as ambiguous_count
    from payout_runs
    group by platform_code, payout_key
),

deposit_claims as (
    select
        bank_transaction_id,
        max(case when is_accepted then platform_code end) as platform_code,
        max(case when is_accepted then match_key end) as run_key,
        max(case when is_accepted then match_method_code end) as match_method_code,
        max(case when is_accepted then 0 else 1 end) as ambiguous_count
    from payout_runs
    group by bank_transaction_id
),

recon_payout_matches as (
    select
        'left' as side_code,
        payouts.platform_code,
        coalesce(payout_claims.run_key, payouts.payout_key) as match_key,
        coalesce(payout_claims.match_method_code, 'payout_id') as match_method_code,
        coalesce(payout_claims.ambiguous_count, 0) as ambiguous_count,
        payouts.payout_key as side_key,
        payouts.shop_id,
        payouts.bank_account_id,
        payouts.paid_out_date as side_date,
        payouts.payout_amount as amount,
        payouts.bill_line_id
    from payouts
    left join payout_claims
        on
            payouts.platform_code = payout_claims.platform_code
            and payouts.payout_key = payout_claims.payout_key
    union all
    select
        'right' as side_code,
        coalesce(
            bank_deposits.platform_code,
            deposit_claims.platform_code,
            payout_platforms.platform_code
        ) as platform_code,
        coalesce(
            deposit_claims.run_key, bank_deposits.payout_id, bank_deposits.bank_transaction_id
        ) as match_key,
        coalesce(deposit_claims.match_method_code, 'payout_id') as match_method_code,
        coalesce(deposit_claims.ambiguous_count, 0) as ambiguous_count,
        bank_deposits.bank_transaction_id as side_key,
        cast(null as {{ dbt.type_string() }}) as shop_id,
        bank_deposits.bank_account_id,
        bank_deposits.occurred_date as side_date,
        bank_deposits.amount,
        bank_deposits.bill_line_id
    from bank_deposits
    left join deposit_claims
        on bank_deposits.bank_transaction_id = deposit_claims.bank_transaction_id
    left join payout_platforms on bank_deposits.payout_id = payout_platforms.payout_key
)

select * from recon_payout_matches
