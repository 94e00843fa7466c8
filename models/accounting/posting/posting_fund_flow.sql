-- Grain: one line of a wallet line's voucher: Dr wallet for the bill's own amount, against the
-- account of each component.
with

event_fund_flow as (
    select * from {{ ref('event_fund_flow') }}
    where fate_code = 'posted'
),

component as (
    select
        bill_line_id,
        transaction_id,
        fee_type_code,
        amount
    from {{ ref('transaction_fact') }}
),

posted as (
    select * from event_fund_flow

    union all

    select
        event_fund_flow.voucher_id,
        event_fund_flow.event_code,
        component.fee_type_code as component_code,
        event_fund_flow.fate_code,
        event_fund_flow.reason_code,
        event_fund_flow.voucher_date,
        event_fund_flow.own_account_code,
        event_fund_flow.platform_code,
        event_fund_flow.shop_id,
        event_fund_flow.channel_id,
        event_fund_flow.order_id,
        event_fund_flow.sub_order_id,
        event_fund_flow.bill_line_id,
        component.transaction_id as source_id,
        event_fund_flow._file_id,
        event_fund_flow._line_number,
        component.amount as line_amount
    from component
    inner join event_fund_flow on component.bill_line_id = event_fund_flow.bill_line_id
),

posting_fund_flow as (
    {{ journal_lines(
        voucher_type_code='fund_flow',
        source_model='transaction_fact',
        amounts={'line': 'line_amount'}
    ) }}
)

select * from posting_fund_flow
