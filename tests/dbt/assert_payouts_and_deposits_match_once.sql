-- Lost otherwise: a payout or a deposit counted in two matches, or in none.
{{ config(meta={'dagster': {'ref': {'name': 'recon_payout_matches'}}}) }}
with

sides as (
    -- Which payout a line without a number is of, only recon_payout_lines says.
    select
        'left:' || facts.platform_code || ':' || coalesce(facts.payout_id, payout_lines.payout_key)
            as examined_id,
        -sum(facts.amount) as amount
    from {{ ref('transaction_fact') }} as facts
    left join {{ ref('recon_payout_lines') }} as payout_lines
        on facts.transaction_id = payout_lines.transaction_id
    where
        facts.bill_kind = 'fund_flow'
        and facts.fee_type_code in ('withdrawal', 'withdrawal_returned')
    group by facts.platform_code, coalesce(facts.payout_id, payout_lines.payout_key)
    union all
    select
        'right:' || bank_transaction_id as examined_id,
        amount
    from {{ ref('bank_transaction_fact') }}
    where bank_event_code = 'payout'
),

keyed_matches as (
    select
        amount,
        case
            when side_code = 'left' then 'left:' || platform_code || ':' || side_key
            else side_code || ':' || side_key
        end as examined_id
    from {{ ref('recon_payout_matches') }}
),

matches as (
    select
        examined_id,
        sum(amount) as amount,
        count(*) as match_count
    from keyed_matches
    group by examined_id
),

examined as (
    select
        sides.amount as expected_amount,
        matches.amount as actual_amount,
        matches.match_count,
        coalesce(sides.examined_id, matches.examined_id) as examined_id
    from sides
    full join matches on sides.examined_id = matches.examined_id
)

select
    examined_id,
    expected_amount,
    actual_amount
from examined
where
    expected_amount is null
    or match_count is null
    or match_count <> 1
    or expected_amount <> actual_amount

union all

{{ examined_nothing(ref('transaction_fact'), "fee_type_code = 'withdrawal'") }}
