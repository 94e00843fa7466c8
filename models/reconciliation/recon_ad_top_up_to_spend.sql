-- Grain: one shop and day with a wallet top-up or an ad account deposit. Left: paid by the wallet.
-- Right: received by the ad account.
with transactions as (
    select * from {{ ref('transaction_fact') }}
    where bill_kind = 'fund_flow' and fee_type_code in ('ad_top_up', 'ad_top_up_return')
),

platforms as (
    select platform_code from {{ ref('platforms') }}
    where shows_ad_deposits
),

ad_lines as (
    select
        ad_spend_fact.*,
        ad_spend_fact.non_grant_balance_amount - ad_spend_fact.balance_change_amount
        - lag(ad_spend_fact.non_grant_balance_amount) over (
            partition by
                ad_spend_fact.platform_code, ad_spend_fact.shop_id,
                ad_spend_fact.non_grant_balance_amount is null
            order by ad_spend_fact.occurred_at asc, ad_spend_fact.bill_line_id asc
        ) as break_amount
    from {{ ref('ad_spend_fact') }} as ad_spend_fact
),

top_ups as (
    select
        transactions.platform_code,
        transactions.shop_id,
        transactions.occurred_date as top_up_date,
        -sum(transactions.amount) as top_up_amount,
        count(*) as line_count,
        {{ least_text('transactions.bill_line_id') }} as bill_line_id
    from transactions
    inner join platforms on transactions.platform_code = platforms.platform_code
    group by transactions.platform_code, transactions.shop_id, transactions.occurred_date
),

deposits as (
    select
        platform_code,
        shop_id,
        spend_date,
        sum(deposit_amount) as deposit_amount,
        sum(abs(coalesce(break_amount, 0))) as break_amount,
        {{ least_text('bill_line_id') }} as bill_line_id
    from ad_lines
    where deposit_amount <> 0 or break_amount <> 0
    group by platform_code, shop_id, spend_date
),

pairs as (
    select
        coalesce(top_ups.platform_code, deposits.platform_code) as platform_code,
        coalesce(top_ups.shop_id, deposits.shop_id) as shop_id,
        cast(null as {{ dbt.type_string() }}) as order_id,
        cast(null as {{ dbt.type_string() }}) as sub_order_id,
        coalesce(top_ups.top_up_date, deposits.spend_date) as record_date,
        coalesce(top_ups.top_up_amount, 0) as left_amount,
        coalesce(deposits.deposit_amount, 0) as right_amount,
        coalesce(top_ups.line_count, 0) as left_count,
        case when deposits.spend_date is null then 0 else 1 end as right_count,
        coalesce(deposits.break_amount, 0) as break_amount,
        top_ups.bill_line_id as left_bill_line_id,
        deposits.bill_line_id as right_bill_line_id
    from top_ups
    full join deposits
        on
            top_ups.platform_code = deposits.platform_code
            and top_ups.shop_id = deposits.shop_id
            and top_ups.top_up_date = deposits.spend_date
),

keyed as (
    select
        *,
        shop_id || ':' || cast(record_date as {{ dbt.type_string() }}) as match_key
    from pairs
),

ruled as (
    {{ with_rules('keyed', 'ad_top_up_to_spend') }}
),

recon_ad_top_up_to_spend as (
    select
        {{ reconciliation_sides('ad_top_up_to_spend', "'key'") }},
        case
            when abs(break_amount) > tolerance_amount then 'ad_balance_break'
            when left_count = 0 then 'ad_top_up_missing'
            when right_count = 0 and age_days <= lag_days then 'ad_deposit_due'
            when right_count = 0 then 'ad_deposit_missing'
            when abs(left_amount - right_amount) > tolerance_amount then 'amount_difference'
        end as reason_code
    from ruled
)

select * from recon_ad_top_up_to_spend
