-- Grain: one payout and one bank deposit that may be parts of one movement, neither of which names
-- the other: of one account, and of one platform where the bank line tells it. The payout is a
-- part of the deposit (合并到账), or the deposit a part of the payout (拆分到账).
{% set most_candidates = 16 -%}
with bank_deposits as (
    select * from {{ ref('bank_transaction_fact') }}
    where bank_event_code = 'payout' and amount > 0
),

open_payouts as (
    select * from {{ ref('recon_payouts') }}
    where
        payout_amount > 0
        and payout_key not in (
            select named.payout_id from bank_deposits as named
            where named.payout_id is not null
        )
),

rules as (
    select * from {{ ref('reconciliation_rules') }}
    where recon_type = 'payout_to_bank' and platform_code = '*'
),

pairs as (
    select
        payouts.platform_code,
        payouts.payout_key,
        payouts.shop_id,
        payouts.paid_out_date,
        payouts.payout_amount,
        deposits.bank_transaction_id,
        deposits.occurred_date as deposited_date,
        deposits.amount as deposit_amount,
        rules.window_days,
        {{ days_between('payouts.paid_out_date', 'deposits.occurred_date') }} as gap_days
    from bank_deposits as deposits
    inner join rules
        on
            deposits.occurred_date >= rules.valid_from
            and deposits.occurred_date < rules.valid_to
    inner join open_payouts as payouts
        on
            deposits.bank_account_id = payouts.bank_account_id
            and coalesce(deposits.platform_code, payouts.platform_code) = payouts.platform_code
    where deposits.payout_id is null
),

parts as (
    select
        pairs.*,
        'deposit:' || pairs.bank_transaction_id as whole_key,
        pairs.deposit_amount as whole_amount,
        pairs.deposited_date as whole_date,
        pairs.payout_amount as part_amount,
        pairs.paid_out_date as part_date
    from pairs
    where
        pairs.payout_amount <= pairs.deposit_amount
        and pairs.gap_days between 0 and 2 * pairs.window_days
    union all
    select
        pairs.*,
        'payout:' || pairs.platform_code || ':' || pairs.payout_key as whole_key,
        pairs.payout_amount as whole_amount,
        pairs.paid_out_date as whole_date,
        pairs.deposit_amount as part_amount,
        pairs.deposited_date as part_date
    from pairs
    where
        pairs.deposit_amount < pairs.payout_amount
        and pairs.gap_days between 0 and pairs.window_days
),

recon_payout_candidates as (
    select
        whole_key,
        whole_amount,
        whole_date,
        window_days,
        part_amount,
        part_date,
        bank_transaction_id,
        platform_code,
        payout_key,
        shop_id,
        row_number() over (
            partition by whole_key
            order by
                part_date asc,
                {{ binary_order('platform_code') }} asc,
                {{ binary_order('payout_key') }} asc,
                {{ binary_order('bank_transaction_id') }} asc
        ) as part_position,
        count(*) over (partition by whole_key) > {{ most_candidates }} as is_crowded
    from parts
)

select * from recon_payout_candidates
