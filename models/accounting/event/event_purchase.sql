-- Grain: one line of a purchase receipt (采购入库).
with

contested as (
    select
        bill_line_id,
        reason_code
    from {{ ref('recon_contested_lines') }}
),

purchase as (
    select
        purchase_fact.*,
        case
            when contested.reason_code is not null then contested.reason_code
            when purchase_fact.gross_amount = 0 then 'zero_amount'
        end as reason_code
    from {{ ref('purchase_fact') }} as purchase_fact
    left join contested on purchase_fact.bill_line_id = contested.bill_line_id
),

event_purchase as (
    select
        {{ voucher_id('purchase', 'bill_line_id') }} as voucher_id,
        cast('purchase' as text) as event_code,
        cast('receipt' as text) as component_code,
        {{ fate_code('reason_code') }} as fate_code,
        cast(reason_code as text) as reason_code,
        received_date as voucher_date,
        cast(null as text) as own_account_code,
        cast(null as text) as platform_code,
        cast('company' as text) as shop_id,
        cast(null as text) as channel_id,
        cast(null as text) as order_id,
        cast(null as text) as sub_order_id,
        bill_line_id,
        purchase_id as source_id,
        _file_id,
        _line_number,
        gross_amount,
        taxable_amount,
        vat_amount
    from purchase
)

select * from event_purchase
