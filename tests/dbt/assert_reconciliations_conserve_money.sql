-- Lost otherwise: a bill line that a join dropped or counted twice. Per reconciliation and side: Σ
-- over its records = Σ over the facts; per record: left = right + difference.
{{ config(meta={'dagster': {'ref': {'name': 'reconciliation_record'}}}) }}
with

transactions as (
    select
        transaction_fact.*,
        formulas.side_code,
        sources.bill_kind as source_bill_kind,
        once.fee_type_code is not null as is_once_per_order
    from {{ ref('transaction_fact') }} as transaction_fact
    left join {{ ref('settlement_sources') }} as sources
        on transaction_fact.platform_code = sources.platform_code
    left join {{ ref('settlement_formulas') }} as formulas
        on
            transaction_fact.platform_code = formulas.platform_code
            and transaction_fact.fee_type_code = formulas.fee_type_code
    left join {{ ref('fees_once_per_order') }} as once
        on
            transaction_fact.platform_code = once.platform_code
            and transaction_fact.fee_type_code = once.fee_type_code
            and transaction_fact.occurred_date >= once.valid_from
            and transaction_fact.occurred_date < once.valid_to
),

successful_refunds as (
    select * from {{ ref('refund_fact') }}
    where refund_status_code = 'success'
),

fact_sides as (
    select
        'order_to_settlement:left' as examined_id,
        gross_amount as amount
    from {{ ref('order_line_fact') }}
    where paid_at is not null
    union all
    select
        'order_to_settlement:left' as examined_id,
        -gross_refund_amount as amount
    from successful_refunds
    union all
    select
        'order_to_settlement:right' as examined_id,
        amount
    from transactions
    where bill_kind = source_bill_kind and side_code = 'gross'
    union all
    select
        'settlement_to_fund:' || case when bill_kind = 'settlement' then 'left' else 'right' end
            as examined_id,
        amount
    from transactions
    where
        source_bill_kind = 'settlement'
        and (side_code <> 'held' or bill_kind = 'settlement')
    union all
    select
        'payout_to_bank:left' as examined_id,
        -amount as amount
    from transactions
    where bill_kind = 'fund_flow' and fee_type_code in ('withdrawal', 'withdrawal_returned')
    union all
    select
        'payout_to_bank:right' as examined_id,
        amount
    from {{ ref('bank_transaction_fact') }}
    where bank_event_code = 'payout'
    union all
    select
        'order_to_cost:right' as examined_id,
        -cost_amount as amount
    from {{ ref('stock_movement_fact') }}
    where movement_type_code = 'sale_out'
    union all
    select
        'ad_top_up_to_spend:left' as examined_id,
        -amount as amount
    from transactions
    where
        bill_kind = 'fund_flow'
        and fee_type_code in ('ad_top_up', 'ad_top_up_return')
        and platform_code in (
            select platforms.platform_code from {{ ref('platforms') }} as platforms
            where platforms.shows_ad_deposits
        )
    union all
    select
        'ad_top_up_to_spend:right' as examined_id,
        deposit_amount as amount
    from {{ ref('ad_spend_fact') }}
    union all
    select
        'courier_to_parcel:right' as examined_id,
        fee_amount as amount
    from {{ ref('shipment_cost_fact') }}
    union all
    select
        'fee_to_order:right' as examined_id,
        -amount as amount
    from transactions
    where own_account_code is not null and is_once_per_order and amount < 0
    union all
    select
        'refund_to_period:left' as examined_id,
        gross_refund_amount as amount
    from successful_refunds
),

facts as (
    select
        examined_id,
        sum(amount) as expected_amount
    from fact_sides
    group by examined_id
),

records as (
    select
        recon_type || ':left' as examined_id,
        sum(left_amount) as actual_amount,
        sum(abs(left_amount - right_amount - difference_amount)) as unbalanced_amount
    from {{ ref('reconciliation_record') }}
    group by recon_type
    union all
    select
        recon_type || ':right' as examined_id,
        sum(right_amount) as actual_amount,
        sum(abs(left_amount - right_amount - difference_amount)) as unbalanced_amount
    from {{ ref('reconciliation_record') }}
    group by recon_type
),

examined as (
    select
        facts.examined_id,
        facts.expected_amount,
        coalesce(records.actual_amount, 0) as actual_amount,
        coalesce(records.unbalanced_amount, 0) as unbalanced_amount
    from facts
    left join records on facts.examined_id = records.examined_id
)

select
    examined_id,
    expected_amount,
    actual_amount
from examined
where expected_amount <> actual_amount or unbalanced_amount <> 0

union all

{{ examined_nothing(ref('transaction_fact')) }}
