-- Grain: one set of payouts whose sum is one bank deposit that names no payout, all of them within
-- the window, the last within the window before the deposit. The positions are those of
-- recon_payout_candidates. Crowded deposits have too many sets to try them all: they have none.
with recursive candidates as (
    select * from {{ ref('recon_payout_candidates') }}
    where not is_crowded
),

sets as (
    select
        bank_transaction_id,
        deposit_amount,
        deposited_date,
        window_days,
        payout_key as first_key,
        paid_out_date as first_date,
        paid_out_date as last_date,
        candidate_position as last_position,
        1 as payout_count,
        cast(payout_amount as decimal(18, 2)) as set_amount,
        cast(
            ',' || cast(candidate_position as {{ dbt.type_string() }}) || ','
            as {{ dbt.type_string() }}
        ) as positions
    from candidates
    union all
    select
        sets.bank_transaction_id,
        sets.deposit_amount,
        sets.deposited_date,
        sets.window_days,
        sets.first_key,
        sets.first_date,
        candidates.paid_out_date as last_date,
        candidates.candidate_position as last_position,
        sets.payout_count + 1 as payout_count,
        cast(sets.set_amount + candidates.payout_amount as decimal(18, 2)) as set_amount,
        cast(
            sets.positions || cast(candidates.candidate_position as {{ dbt.type_string() }}) || ','
            as {{ dbt.type_string() }}
        ) as positions
    from sets
    inner join candidates
        on
            sets.bank_transaction_id = candidates.bank_transaction_id
            and sets.last_position < candidates.candidate_position
            and sets.set_amount + candidates.payout_amount <= sets.deposit_amount
            and {{ days_between('sets.first_date', 'candidates.paid_out_date') }}
            <= sets.window_days
),

recon_payout_sets as (
    select
        bank_transaction_id,
        first_key,
        positions,
        payout_count,
        count(*) over (partition by bank_transaction_id) as set_count
    from sets
    where
        set_amount = deposit_amount
        and {{ days_between('last_date', 'deposited_date') }} <= window_days
)

select * from recon_payout_sets
