-- Grain: one after-sale case (售后单) that counts. A refund of a recognised sale reverses it; one of goods that were
-- sent, given up and never sold is a loss of these goods (goods_lost). Amounts are positive yuan.
with

refund as (
    select * from {{ ref('refund_fact') }}
),

sale as (
    select * from {{ ref('order_line_cost') }}
),

cost as (
    select * from {{ ref('cost_fact') }}
),

joined as (
    select
        refund.*,
        sale.order_line_id,
        sale.recognised_date,
        sale.lacks_vat_rate,
        sale.lacks_unit_cost,
        sale.cost_amount as sale_cost_amount,
        -- An order that no bill names was sold before the first bill: its goods come back at today's cost card.
        coalesce(sale.unit_cost_amount, cost.unit_cost_amount) as unit_cost_amount,
        sale.order_line_id is null or sale.recognised_date is not null as is_recognised,
        refund.line_kind = 'goods'
        and refund.refund_type_code = 'refund_only'
        and sale.order_status_code = 'closed'
        and sale.is_shipped
        and row_number() over (
            partition by
                refund.platform_code, refund.sub_order_id, refund.refund_status_code,
                refund.refund_type_code
            order by refund.refunded_at desc, {{ binary_order('refund.refund_id') }} desc
        ) = 1 as is_goods_lost
    from refund
    left join sale
        on
            sale.platform_code = refund.platform_code
            and sale.sub_order_id = refund.sub_order_id
    left join cost
        on
            sale.order_line_id is null
            and cost.sku_code = refund.sku_code
            and cost.valid_from <= refund.refunded_date
            and cost.valid_to > refund.refunded_date
),

valued as (
    select
        joined.*,
        case
            when joined.line_kind <> 'goods' then cast(0 as decimal(18, 2))
            when joined.is_recognised and joined.returned_quantity = 0
                then cast(0 as decimal(18, 2))
            when joined.is_recognised
                then {{ money_multiply('joined.unit_cost_amount', 'joined.returned_quantity') }}
            else joined.sale_cost_amount
        end as cost_amount
    from joined
),

judged as (
    select
        valued.*,
        case
            when valued.refund_status_code <> 'success' then 'refund_not_paid'
            when valued.refund_type_code = 'exchange' then 'exchange'
            when not valued.is_recognised and not valued.is_goods_lost then 'not_recognised'
            when valued.is_recognised and (valued.vat_rate is null or valued.lacks_vat_rate)
                then 'missing_vat_rate'
            when valued.lacks_unit_cost or valued.cost_amount is null then 'missing_unit_cost'
            when valued.gross_refund_amount = 0 and valued.cost_amount = 0 then 'zero_amount'
        end as reason_code
    from valued
),

event_refund as (
    select
        {{ voucher_id('refund', 'bill_line_id') }} as voucher_id,
        cast(case when is_recognised then 'refund' else 'goods_lost' end as text) as event_code,
        line_kind as component_code,
        {{ fate_code('reason_code') }} as fate_code,
        cast(reason_code as text) as reason_code,
        -- Money that went back before control passed lowers the price of the later sale.
        greatest(refunded_date, recognised_date) as voucher_date,
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
