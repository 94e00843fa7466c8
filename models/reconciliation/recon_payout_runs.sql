-- Grain: one payout and one deposit of one candidate set. A set is accepted where none of its
-- members is in another, and it is one deposit of one shop's payouts.
with candidates as (
    select
        *,
        '%,' || cast(part_position as {{ dbt.type_string() }}) || ',%' as position_pattern
    from {{ ref('recon_payout_candidates') }}
),

sets as (
    select * from {{ ref('recon_payout_sets') }}
),

members as (
    select
        sets.whole_key || sets.positions as set_key,
        sets.match_key,
        sets.part_count,
        candidates.bank_transaction_id,
        candidates.platform_code,
        candidates.payout_key,
        candidates.shop_id
    from sets
    inner join candidates
        on
            sets.whole_key = candidates.whole_key
            and sets.positions like candidates.position_pattern
    union all
    -- Nobody has tried the sets of these: each may be the one.
    select
        whole_key as set_key,
        payout_key as match_key,
        null as part_count,
        bank_transaction_id,
        platform_code,
        payout_key,
        shop_id
    from candidates
    where is_crowded
),

payout_claims as (
    select
        platform_code,
        payout_key,
        count(distinct set_key) as set_count
    from members
    group by platform_code, payout_key
),

deposit_claims as (
    select
        bank_transaction_id,
        count(distinct set_key) as set_count
    from members
    group by bank_transaction_id
),

accepted_sets as (
    select members.set_key
    from members
    inner join payout_claims
        on
            members.platform_code = payout_claims.platform_code
            and members.payout_key = payout_claims.payout_key
    inner join deposit_claims on members.bank_transaction_id = deposit_claims.bank_transaction_id
    group by members.set_key
    having
        max(payout_claims.set_count) = 1
        and max(deposit_claims.set_count) = 1
        and count(distinct members.bank_transaction_id) = 1
        and count(distinct members.shop_id) = 1
        and min(members.part_count) is not null
),

recon_payout_runs as (
    select
        members.bank_transaction_id,
        members.platform_code,
        members.payout_key,
        members.match_key,
        accepted_sets.set_key is not null as is_accepted,
        case when members.part_count = 1 then 'unique_amount' else 'unique_set' end
            as match_method_code
    from members
    left join accepted_sets on members.set_key = accepted_sets.set_key
)

select * from recon_payout_runs
