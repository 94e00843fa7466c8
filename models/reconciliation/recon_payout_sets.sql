-- Grain: one set of parts whose sum is their whole: the payouts of a deposit, or the deposits of a
-- payout, all of them within the window of each other and of the whole. The positions are those of
-- recon_payout_candidates. Crowded wholes have too many sets to try them all: they have none.
with recursive candidates as (
    select * from {{ ref('recon_payout_candidates') }}
    where not is_crowded
),

sets as (
    select
        whole_key,
        whole_amount,
        whole_date,
        window_days,
        payout_key as match_key,
        part_date as first_date,
        part_date as last_date,
        part_position as last_position,
        1 as part_count,
        cast(part_amount as decimal(18, 2)) as set_amount,
        cast(
            ',' || cast(part_position as {{ dbt.type_string() }}) || ','
            as {{ dbt.type_string() }}
        ) as positions
    from candidates
    union all
    select
        sets.whole_key,
        sets.whole_amount,
        sets.whole_date,
        sets.window_days,
        sets.match_key,
        sets.first_date,
        candidates.part_date as last_date,
        candidates.part_position as last_position,
        sets.part_count + 1 as part_count,
        cast(sets.set_amount + candidates.part_amount as decimal(18, 2)) as set_amount,
        cast(
            sets.positions || cast(candidates.part_position as {{ dbt.type_string() }}) || ','
            as {{ dbt.type_string() }}
        ) as positions
    from sets
    inner join candidates
        on
            sets.whole_key = candidates.whole_key
            and sets.last_position < candidates.part_position
            and sets.set_amount + candidates.part_amount <= sets.whole_amount
            and {{ days_between('sets.first_date', 'candidates.part_date') }} <= sets.window_days
),

recon_payout_sets as (
    select
        whole_key,
        positions,
        match_key,
        part_count
    from sets
    -- The candidates of a payout come after it, and all within the window.
    where set_amount = whole_amount and {{ days_between('last_date', 'whole_date') }} <= window_days
)

select * from recon_payout_sets
