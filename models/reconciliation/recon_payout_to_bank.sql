-- Grain: one payout, or one deposit of several payouts, or one lone deposit. Payouts match by
-- their id, then by the one run of payouts that can be the deposit.
with payout_matches as (
    select * from {{ ref('recon_payout_matches') }}
),

groups as (
    select
        platform_code,
        match_key,
        {{ least_text('shop_id') }} as shop_id,
        cast(null as {{ dbt.type_string() }}) as order_id,
        cast(null as {{ dbt.type_string() }}) as sub_order_id,
        coalesce(
            min(case when side_code = 'left' then side_date end), min(side_date)
        ) as record_date,
        sum(case when side_code = 'left' then amount else 0 end) as left_amount,
        sum(case when side_code = 'right' then amount else 0 end) as right_amount,
        sum(case when side_code = 'left' then 1 else 0 end) as left_count,
        sum(case when side_code = 'right' then 1 else 0 end) as right_count,
        {{ least_text("case when side_code = 'left' then bill_line_id end") }}
            as left_bill_line_id,
        {{ least_text("case when side_code = 'right' then bill_line_id end") }}
            as right_bill_line_id,
        max(match_method_code) as match_method_code,
        max(ambiguous_count) as ambiguous_count
    from payout_matches
    group by platform_code, match_key
),

ruled as (
    {{ with_rules('groups', 'payout_to_bank') }}
),

recon_payout_to_bank as (
    select
        {{ reconciliation_sides('payout_to_bank', 'match_method_code') }},
        case
            when ambiguous_count > 0 then 'deposit_ambiguous'
            when left_count = 0 then 'deposit_without_payout'
            when right_count = 0 and left_amount = 0 then 'withdrawal_returned'
            when right_count = 0 and left_amount < 0 then 'return_without_payout'
            when right_count = 0 and age_days <= lag_days then 'deposit_in_transit'
            when right_count = 0 then 'deposit_missing'
            when abs(left_amount - right_amount) > tolerance_amount then 'deposit_difference'
            when left_count > 1 then 'merged_deposit'
        end as reason_code
    from ruled
)

select * from recon_payout_to_bank
