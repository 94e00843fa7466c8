-- Grain: one matched pair, group or lone side of one reconciliation. Amounts must not be summed
-- across recon_type.
{% set reconciliations = [
    'order_to_settlement',
    'settlement_to_fund',
    'payout_to_bank',
    'order_to_cost',
    'ad_top_up_to_spend',
    'courier_to_parcel',
    'fee_to_order',
    'refund_to_period',
] -%}

with pairs as (
    {% for reconciliation in reconciliations %}
        select * from {{ ref('recon_' ~ reconciliation) }} {{ 'union all' if not loop.last }}
    {% endfor %}
),

reasons as (
    select * from {{ ref('reconciliation_reasons') }}
),

decisions as (
    select * from {{ ref('reconciliation_decisions') }}
),

as_of as (
    select as_of_date from {{ ref('as_of_dim') }}
),

decided as (
    select
        pairs.*,
        decisions.decided_by,
        case
            when decisions.decided_by is not null then 'manual_decision' else pairs.reason_code
        end as final_reason_code
    from pairs
    -- A decision is about the amounts it saw: when they change, it is void.
    left join decisions
        on
            pairs.recon_type = decisions.recon_type
            and coalesce(pairs.platform_code, '-') = decisions.platform_code
            and pairs.match_key = decisions.match_key
            and pairs.left_amount = decisions.left_amount
            and pairs.right_amount = decisions.right_amount
),

reconciliation_record as (
    select
        decided.recon_type || ':' || coalesce(decided.platform_code, '-') || ':'
        || decided.match_key as reconciliation_id,
        decided.recon_type,
        decided.match_key,
        decided.platform_code,
        decided.shop_id,
        decided.order_id,
        decided.sub_order_id,
        decided.record_date,
        {{ accounting_period('decided.record_date') }} as accounting_period,
        decided.left_amount,
        decided.right_amount,
        cast(decided.left_amount - decided.right_amount as decimal(18, 2)) as difference_amount,
        decided.left_count,
        decided.right_count,
        decided.match_method_code,
        case
            when decided.final_reason_code is null then 'success' else reasons.status_code
        end as status_code,
        decided.final_reason_code as reason_code,
        decided.rule_code,
        {{ days_between('decided.record_date', 'as_of.as_of_date') }} as age_days,
        coalesce(decided.decided_by, reasons.owner_name) as owner_name,
        decided.left_bill_line_id,
        decided.right_bill_line_id
    from decided
    left join reasons on decided.final_reason_code = reasons.reason_code
    cross join as_of
)

select * from reconciliation_record
