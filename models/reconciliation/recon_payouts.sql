-- Grain: one payout of a wallet (提现单), net of its return (提现退票). A return that names no payout
-- is of the one payout of its shop and amount before it; otherwise it stands alone, negative.
with withdrawals as (
    select * from {{ ref('transaction_fact') }}
    where bill_kind = 'fund_flow' and fee_type_code in ('withdrawal', 'withdrawal_returned')
),

shops as (
    select * from {{ ref('shops') }}
),

rules as (
    select * from {{ ref('reconciliation_rules') }}
    where recon_type = 'payout_to_bank' and platform_code = '*'
),

origins as (
    select
        returned.bill_line_id,
        paid_out.bill_line_id as origin_line_id,
        coalesce(paid_out.payout_id, paid_out.flow_number) as origin_key,
        count(*) over (partition by returned.bill_line_id) as origin_count,
        count(*) over (partition by paid_out.bill_line_id) as return_count
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

keyed as (
    select
        withdrawals.*,
        coalesce(withdrawals.payout_id, origins.origin_key, withdrawals.flow_number) as payout_key
    from withdrawals
    left join origins
        on
            withdrawals.bill_line_id = origins.bill_line_id
            and origins.origin_count = 1
            and origins.return_count = 1
),

recon_payouts as (
    select
        keyed.platform_code,
        keyed.payout_key,
        {{ least_text('keyed.shop_id') }} as shop_id,
        {{ least_text('shops.bank_account_id') }} as bank_account_id,
        min(keyed.occurred_at) as paid_out_at,
        min(keyed.occurred_date) as paid_out_date,
        cast(-sum(keyed.amount) as decimal(18, 2)) as payout_amount,
        cast(count(*) as bigint) as line_count,
        {{ least_text('keyed.bill_line_id') }} as bill_line_id
    from keyed
    left join shops on keyed.shop_id = shops.shop_id
    group by keyed.platform_code, keyed.payout_key
)

select * from recon_payouts
