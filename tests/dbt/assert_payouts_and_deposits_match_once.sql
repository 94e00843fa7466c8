-- Lost otherwise: a payout or a deposit counted in two matches, or in none.
{{ config(meta={'dagster': {'ref': {'name': 'recon_payout_matches'}}}) }}
with

sides as (
    select
        'left' as side_code,
        platform_code,
        coalesce(payout_id, flow_number) as side_key,
        -sum(amount) as amount
    from {{ ref('transaction_fact') }}
    where bill_kind = 'fund_flow' and fee_type_code in ('withdrawal', 'withdrawal_returned')
    group by platform_code, coalesce(payout_id, flow_number)
    union all
    select
        'right' as side_code,
        platform_code,
        bank_transaction_id as side_key,
        amount
    from {{ ref('bank_transaction_fact') }}
    where bank_event_code = 'payout'
),

matches as (
    select
        side_code,
        platform_code,
        side_key,
        sum(amount) as amount,
        count(*) as match_count
    from {{ ref('recon_payout_matches') }}
    group by side_code, platform_code, side_key
),

examined as (
    select
        sides.amount as expected_amount,
        matches.amount as actual_amount,
        matches.match_count,
        coalesce(sides.side_code, matches.side_code)
        || ':' || coalesce(sides.side_key, matches.side_key) as examined_id
    from sides
    full join matches
        on
            sides.side_code = matches.side_code
            and sides.platform_code = matches.platform_code
            and sides.side_key = matches.side_key
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
