-- Grain: one payout of a wallet (提现单), net of its return (提现退票). A return of no known payout
-- stands alone, negative.
with payout_lines as (
    select * from {{ ref('recon_payout_lines') }}
),

shops as (
    select * from {{ ref('shops') }}
),

recon_payouts as (
    select
        payout_lines.platform_code,
        payout_lines.payout_key,
        {{ least_text('payout_lines.shop_id') }} as shop_id,
        {{ least_text('shops.bank_account_id') }} as bank_account_id,
        min(payout_lines.occurred_at) as paid_out_at,
        min(payout_lines.occurred_date) as paid_out_date,
        cast(-sum(payout_lines.amount) as decimal(18, 2)) as payout_amount,
        cast(count(*) as bigint) as line_count,
        {{ least_text('payout_lines.bill_line_id') }} as bill_line_id
    from payout_lines
    left join shops on payout_lines.shop_id = shops.shop_id
    group by payout_lines.platform_code, payout_lines.payout_key
)

select * from recon_payouts
