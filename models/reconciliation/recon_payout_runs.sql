-- Grain: one payout in one candidate set of one bank deposit that names no payout. A set is
-- accepted where it is the only one, of one shop, and no other deposit claims a member.
with candidates as (
    select
        *,
        '%,' || cast(candidate_position as {{ dbt.type_string() }}) || ',%' as position_pattern
    from {{ ref('recon_payout_candidates') }}
),

sets as (
    select * from {{ ref('recon_payout_sets') }}
),

members as (
    select
        candidates.bank_transaction_id,
        candidates.platform_code,
        candidates.payout_key,
        candidates.shop_id,
        sets.first_key as match_key,
        sets.payout_count,
        sets.set_count
    from sets
    inner join candidates
        on
            sets.bank_transaction_id = candidates.bank_transaction_id
            and sets.positions like candidates.position_pattern
    union all
    -- Nobody has tried the sets of these: each may be the one.
    select
        bank_transaction_id,
        platform_code,
        payout_key,
        shop_id,
        payout_key as match_key,
        1 as payout_count,
        null as set_count
    from candidates
    where is_crowded
),

claims as (
    select
        platform_code,
        payout_key,
        count(*) as claim_count
    from members
    group by platform_code, payout_key
),

deposits as (
    select
        members.bank_transaction_id,
        count(distinct members.shop_id) as shop_count,
        max(claims.claim_count) as claim_count
    from members
    inner join claims
        on
            members.platform_code = claims.platform_code
            and members.payout_key = claims.payout_key
    group by members.bank_transaction_id
),

recon_payout_runs as (
    select
        members.bank_transaction_id,
        members.platform_code,
        members.payout_key,
        members.match_key,
        coalesce(members.set_count, 0) = 1
        and deposits.claim_count = 1
        and deposits.shop_count = 1 as is_accepted,
        case when members.payout_count = 1 then 'unique_amount' else 'unique_set' end
            as match_method_code
    from members
    inner join deposits on members.bank_transaction_id = deposits.bank_transaction_id
)

select * from recon_payout_runs
