-- Grain: one order whose platform issues settlement statements; both sides net of fees and refunds.
with transfer_amounts as (
    select * from {{ ref('recon_transfer_amounts') }}
),

settlement_sources as (
    select * from {{ ref('settlement_sources') }}
    where bill_kind = 'settlement'
),

settlements as (
    select transfer_amounts.*
    from transfer_amounts
    inner join settlement_sources
        on transfer_amounts.platform_code = settlement_sources.platform_code
    where transfer_amounts.bill_kind = 'settlement'
),

fund_flows as (
    select transfer_amounts.*
    from transfer_amounts
    inner join settlement_sources
        on transfer_amounts.platform_code = settlement_sources.platform_code
    where transfer_amounts.bill_kind = 'fund_flow'
),

pairs as (
    select
        settlements.bill_line_id as left_bill_line_id,
        fund_flows.bill_line_id as right_bill_line_id,
        coalesce(settlements.platform_code, fund_flows.platform_code) as platform_code,
        coalesce(settlements.match_key, fund_flows.match_key) as match_key,
        coalesce(settlements.shop_id, fund_flows.shop_id) as shop_id,
        coalesce(settlements.order_id, fund_flows.order_id) as order_id,
        coalesce(settlements.sub_order_id, fund_flows.sub_order_id) as sub_order_id,
        coalesce(settlements.last_date, fund_flows.last_date) as record_date,
        coalesce(settlements.settled_amount, 0) as left_amount,
        coalesce(fund_flows.settled_amount, 0) as right_amount,
        coalesce(settlements.line_count, 0) as left_count,
        coalesce(fund_flows.line_count, 0) as right_count
    from settlements
    full join fund_flows
        on
            settlements.platform_code = fund_flows.platform_code
            and settlements.match_key = fund_flows.match_key
),

ruled as (
    {{ with_rules('pairs', 'settlement_to_fund') }}
),

recon_settlement_to_fund as (
    select
        {{ reconciliation_sides('settlement_to_fund', "'key'") }},
        case
            when left_count = 0 then 'statement_missing'
            when right_count = 0 and age_days <= lag_days then 'fund_flow_due'
            when right_count = 0 then 'fund_flow_missing'
            when abs(left_amount - right_amount) <= tolerance_amount then null
            when right_amount < left_amount then 'short_payment'
            else 'amount_difference'
        end as reason_code
    from ruled
)

select * from recon_settlement_to_fund
