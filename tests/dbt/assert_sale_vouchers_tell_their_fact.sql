-- Lost otherwise: what a sale or a refund says, on its way into its voucher. Day, shop, receivable
-- of the platform, price, VAT and cost are those of the facts, and nothing else is booked.
{{ config(meta={'dagster': {'ref': {'name': 'posting_bill_lines'}}}) }}
{% set entries = {
    'platform.receivable_account_code': 'fact.gross_amount',
    'rules.account_code': '-fact.taxable_amount',
    "'22210107'": '-fact.vat_amount',
    "'6401'": 'fact.cost_amount',
    "'1406'": '-fact.cost_amount',
} %}
with

-- A refund takes its sale back. Goods that were given up before there was a sale are only a valued.
refund as (
    select
        refund.*,
        valued.cost_amount,
        sale.recognised_date as sale_date,
        case when valued.is_goods_lost and sale.recognised_date is null then 0 else -1 end as sign
    from {{ ref('refund_fact') }} as refund
    inner join {{ ref('refund_cost') }} as valued on refund.refund_id = valued.refund_id
    left join {{ ref('order_line_fact') }} as sale
        on refund.platform_code = sale.platform_code and refund.sub_order_id = sale.sub_order_id
    where
        refund.refund_status_code = 'success'
        and refund.refund_type_code <> 'exchange'
        and (sale.order_line_id is null or sale.recognised_date is not null or valued.is_goods_lost)
),

fact as (
    select
        'sale' as event_code,
        sale.order_line_id as source_id,
        sale.bill_line_id,
        sale.platform_code,
        sale.shop_id,
        sale.line_kind,
        sale.recognised_date as voucher_date,
        sale.gross_amount,
        sale.taxable_amount,
        sale.vat_amount,
        valued.cost_amount
    from {{ ref('order_line_fact') }} as sale
    inner join {{ ref('order_line_cost') }} as valued on sale.order_line_id = valued.order_line_id

    union all

    select
        'refund' as event_code,
        refund_id as source_id,
        bill_line_id,
        platform_code,
        shop_id,
        line_kind,
        greatest(refunded_date, case when not is_in_bill then sale_date end) as voucher_date,
        sign * gross_refund_amount as gross_amount,
        sign * taxable_amount as taxable_amount,
        sign * vat_amount as vat_amount,
        case sign when 0 then cost_amount else -cost_amount end as cost_amount
    from refund
),

told as (
    {% for account_code, amount in entries.items() %}
        select
            fact.bill_line_id,
            fact.source_id,
            {{ account_code }} as account_code,
            fact.shop_id,
            fact.voucher_date,
            {{ amount }} as amount
        from fact
        left join {{ ref('platforms') }} as platform on fact.platform_code = platform.platform_code
        left join {{ ref('posting_rules') }} as rules
            on
                fact.event_code = rules.event_code
                and fact.line_kind = rules.component_code
                and rules.platform_code in ('*', fact.platform_code)
                and rules.amount_code = 'taxable'
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

examined as (
    {{ told_and_booked(['order_line_fact', 'refund_fact']) }}
)

select
    examined_id,
    expected_amount,
    actual_amount
from examined
where not is_as_told

union all

{{ examined_nothing() }}
