-- Grain: one payout of a wallet (提现单), net of its return (提现退票).
with withdrawals as (
    select * from {{ ref('transaction_fact') }}
    where bill_kind = 'fund_flow' and fee_type_code in ('withdrawal', 'withdrawal_returned')
),

shops as (
    select * from {{ ref('shops') }}
),

recon_payouts as (
    select
        withdrawals.platform_code,
        coalesce(withdrawals.payout_id, withdrawals.flow_number) as payout_key,
        {{ least_text('withdrawals.shop_id') }} as shop_id,
        {{ least_text('shops.bank_account_id') }} as bank_account_id,
        min(withdrawals.occurred_at) as paid_out_at,
        min(withdrawals.occurred_date) as paid_out_date,
        cast(-sum(withdrawals.amount) as decimal(18, 2)) as payout_amount,
        cast(count(*) as bigint) as line_count,
        {{ least_text('withdrawals.bill_line_id') }} as bill_line_id
    from withdrawals
    left join shops on withdrawals.shop_id = shops.shop_id
    group by withdrawals.platform_code, coalesce(withdrawals.payout_id, withdrawals.flow_number)
)

select * from recon_payouts
