-- Lost otherwise: what a bank or a courier says, on its way into its voucher. Day and amount are
-- those of the line, the bank account is the statement's, the other side that of the event's rules.
{{ config(meta={'dagster': {'ref': {'name': 'posting_bill_lines'}}}) }}
with

-- A deposit belongs to the one shop whose payouts it is, a parcel to the shop of its first line.
deposit as (
    select
        right_bill_line_id as bill_line_id,
        case when count(distinct shop_id) = 1 then min(shop_id) end as shop_id
    from {{ ref('reconciliation_record') }}
    where recon_type = 'payout_to_bank'
    group by right_bill_line_id
),

parcel as (
    select
        waybill_number,
        {{ least_text('order_line_id') }} as order_line_id
    from {{ ref('order_line_fact') }}
    group by waybill_number
),

fact as (
    select
        'bank' as event_code,
        bank_line.bank_event_code as component_code,
        bank_line.bill_line_id,
        bank_line.bank_transaction_id as source_id,
        deposit.shop_id,
        bank_line.occurred_date as voucher_date,
        bank_account.account_code as own_account_code,
        bank_line.amount
    from {{ ref('bank_transaction_fact') }} as bank_line
    left join {{ ref('bank_accounts') }} as bank_account
        on bank_line.bank_account_id = bank_account.bank_account_id
    left join deposit on bank_line.bill_line_id = deposit.bill_line_id

    union all

    select
        'courier' as event_code,
        'shipment' as component_code,
        shipment.bill_line_id,
        shipment.shipment_cost_id as source_id,
        order_line.shop_id,
        shipment.billed_date as voucher_date,
        null as own_account_code,
        shipment.fee_amount as amount
    from {{ ref('shipment_cost_fact') }} as shipment
    left join parcel on shipment.waybill_number = parcel.waybill_number
    left join {{ ref('order_line_fact') }} as order_line
        on parcel.order_line_id = order_line.order_line_id
),

told as (
    select
        fact.bill_line_id,
        fact.source_id,
        coalesce(fact.shop_id, 'company') as shop_id,
        fact.voucher_date,
        case rules.account_code
            when 'own' then fact.own_account_code
            else rules.account_code
        end as account_code,
        case rules.side_code when 'debit' then fact.amount else -fact.amount end as amount
    from fact
    inner join {{ ref('posting_rules') }} as rules
        on fact.event_code = rules.event_code and fact.component_code = rules.component_code
),

examined as (
    {{ told_and_booked(['bank_transaction_fact', 'shipment_cost_fact']) }}
)

select
    examined_id,
    expected_amount,
    actual_amount
from examined
where not is_as_told

union all

{{ examined_nothing() }}
