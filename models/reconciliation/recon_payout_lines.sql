-- Grain: one bill line of a payout: a withdrawal (提现), or its return (提现退票). A return that names
-- no payout is of the one payout of its shop and amount before it; otherwise it stands alone.
with withdrawals as (
    select
        *,
        coalesce(payout_id, flow_number, bill_line_id) as own_key
    from {{ ref('transaction_fact') }}
    where bill_kind = 'fund_flow' and fee_type_code in ('withdrawal', 'withdrawal_returned')
),

rules as (
    select * from {{ ref('reconciliation_rules') }}
    where recon_type = 'payout_to_bank' and platform_code = '*'
),

origins as (
    select
        returned.transaction_id,
        paid_out.own_key as payout_key,
        count(*) over (partition by returned.transaction_id) as origin_count,
        count(*) over (partition by paid_out.transaction_id) as return_count
    from withdrawals as returned
    inner join rules
        on
            returned.occurred_date >= rules.valid_from
            and returned.occurred_date < rules.valid_to
    inner join withdrawals as paid_out
        on
            returned.platform_code = paid_out.platform_code
            and returned.shop_id = paid_out.shop_id
            and returned.amount = -paid_out.amount
            and returned.occurred_at >= paid_out.occurred_at
            and {{ days_between('paid_out.occurred_date', 'returned.occurred_date') }}
            <= rules.lag_days
    where
        returned.fee_type_code = 'withdrawal_returned'
        and returned.payout_id is null
        and paid_out.fee_type_code = 'withdrawal'
),

recon_payout_lines as (
    select
        withdrawals.transaction_id,
        withdrawals.bill_line_id,
        withdrawals.platform_code,
        withdrawals.shop_id,
        withdrawals.occurred_at,
        withdrawals.occurred_date,
        withdrawals.amount,
        coalesce(origins.payout_key, withdrawals.own_key) as payout_key
    from withdrawals
    left join origins
        on
            withdrawals.transaction_id = origins.transaction_id
            and origins.origin_count = 1
            and origins.return_count = 1
)

select * from recon_payout_lines
