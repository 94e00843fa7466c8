-- Lost otherwise: a deposit booked against the wrong payouts. Tries every subset of the payouts
-- that no bank line names, number by number: an accepted set must be the only one that is the
-- deposit.
{{ config(meta={'dagster': {'ref': {'name': 'recon_payout_runs'}}}) }}
with recursive accepted as (
    select
        bank.bank_transaction_id,
        bank.bank_account_id,
        bank.platform_code,
        bank.occurred_date,
        bank.amount,
        rules.window_days
    from {{ ref('bank_transaction_fact') }} as bank
    inner join {{ ref('reconciliation_rules') }} as rules
        on
            rules.recon_type = 'payout_to_bank'
            and rules.platform_code = '*'
            and bank.occurred_date >= rules.valid_from
            and bank.occurred_date < rules.valid_to
    where
        bank.bank_transaction_id in (
            select runs.bank_transaction_id from {{ ref('recon_payout_runs') }} as runs
            where runs.is_accepted
        )
),

payouts as (
    select
        accepted.bank_transaction_id,
        payouts.paid_out_date,
        payouts.payout_amount,
        row_number() over (
            partition by accepted.bank_transaction_id
            order by
                {{ binary_order('payouts.platform_code') }} asc,
                {{ binary_order('payouts.payout_key') }} asc
        ) - 1 as binary_digit
    from accepted
    inner join {{ ref('recon_payouts') }} as payouts
        on
            accepted.bank_account_id = payouts.bank_account_id
            and (
                accepted.platform_code is null or accepted.platform_code = payouts.platform_code
            )
            and payouts.payout_amount > 0
            and accepted.amount >= payouts.payout_amount
    left join {{ ref('bank_transaction_fact') }} as named
        on payouts.payout_key = named.payout_id
    where
        named.bank_transaction_id is null
        and {{ days_between('payouts.paid_out_date', 'accepted.occurred_date') }}
        between 0 and 2 * accepted.window_days
),

weighted as (
    select
        payouts.*,
        cast(power(2, payouts.binary_digit) as bigint) as bit_value
    from payouts
),

-- Numbers whose binary digits say which payouts are in a subset.
numbers as (
    select cast(1 as bigint) as subset_number
    union all
    select numbers.subset_number + 1 as subset_number
    from numbers
    where
        numbers.subset_number + 1
        < (select 2 * max(weighted.bit_value) as subset_count from weighted)
),

largest as (
    select
        bank_transaction_id,
        2 * max(bit_value) as subset_count
    from weighted
    group by bank_transaction_id
),

subsets as (
    select
        weighted.bank_transaction_id,
        numbers.subset_number,
        sum(weighted.payout_amount) as subset_amount,
        min(weighted.paid_out_date) as first_date,
        max(weighted.paid_out_date) as last_date
    from weighted
    inner join largest on weighted.bank_transaction_id = largest.bank_transaction_id
    inner join numbers
        on
            largest.subset_count > numbers.subset_number
            and mod({{ _integer_quotient('numbers.subset_number', 'weighted.bit_value') }}, 2) = 1
    group by weighted.bank_transaction_id, numbers.subset_number
),

examined as (
    select
        accepted.bank_transaction_id as examined_id,
        max(accepted.amount) as expected_amount,
        max(subsets.subset_amount) as actual_amount,
        count(subsets.subset_number) as solution_count
    from accepted
    left join subsets
        on
            accepted.bank_transaction_id = subsets.bank_transaction_id
            and accepted.amount = subsets.subset_amount
            and {{ days_between('subsets.first_date', 'subsets.last_date') }}
            <= accepted.window_days
            and {{ days_between('subsets.last_date', 'accepted.occurred_date') }}
            <= accepted.window_days
    group by accepted.bank_transaction_id
)

select
    examined_id,
    expected_amount,
    actual_amount
from examined
where solution_count <> 1

union all

{{ examined_nothing(ref('recon_payout_runs'), 'is_accepted') }}
