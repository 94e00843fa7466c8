-- Grain: one after-sale case (售后单) that counts. A refund of a recognised sale reverses it; one of
-- goods that were sent, given up and never sold is a loss of these goods (goods_lost). A refund
-- that stands in a wallet or settlement bill is part of that line's voucher. Amounts are positive.
with

refund as (
    select * from {{ ref('refund_fact') }}
),

cost as (
    select * from {{ ref('refund_cost') }}
),

held as (
    select
        bill_line_id,
        reason_code
    from {{ ref('recon_held_lines') }}
),

contested as (
    select
        bill_line_id,
        reason_code
    from {{ ref('recon_contested_lines') }}
),

judged as (
    select
        refund.*,
        cost.recognised_date,
        cost.is_recognised,
        cost.cost_amount,
        case
            when held.reason_code is not null then held.reason_code
            when refund.refund_type_code = 'exchange' then 'exchange'
            when refund.refund_status_code <> 'success' then 'refund_not_paid'
            when contested.reason_code is not null then contested.reason_code
            when not cost.is_recognised and not cost.is_goods_lost then 'not_recognised'
            when refund.gross_refund_amount = 0 and cost.cost_amount = 0 then 'zero_amount'
        end as reason_code
    from refund
    inner join cost on refund.refund_id = cost.refund_id
    left join held on refund.bill_line_id = held.bill_line_id
    left join contested on refund.bill_line_id = contested.bill_line_id
),

event_refund as (
    select
        case
            when is_in_bill then {{ voucher_id('fund_flow', 'bill_line_id') }}
            else {{ voucher_id('refund', 'bill_line_id') }}
        end as voucher_id,
        cast(case when is_recognised then 'refund' else 'goods_lost' end as text) as event_code,
        line_kind as component_code,
        {{ fate_code('reason_code') }} as fate_code,
        cast(reason_code as text) as reason_code,
        -- Money that went back before control passed lowers the price of the later sale, unless the
        -- line of the bill is the refund: its voucher is of its own day.
        case
            when is_in_bill then refunded_date else greatest(refunded_date, recognised_date)
        end as voucher_date,
        is_in_bill,
        cast(null as text) as own_account_code,
        platform_code,
        shop_id,
        channel_id,
        order_id,
        sub_order_id,
        bill_line_id,
        refund_id as source_id,
        _file_id,
        _line_number,
        gross_refund_amount as gross_amount,
        taxable_amount,
        vat_amount,
        cost_amount
    from judged
)

select * from event_refund
