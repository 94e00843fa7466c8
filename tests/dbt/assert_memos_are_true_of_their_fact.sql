-- Lost otherwise: money or goods that nobody looks at again. An event that is memo has a reason
-- that is true of its fact (no amount, a sale to come, a refund not paid), one that posts has none.
{{ config(meta={'dagster': {'ref': {'name': 'event_sale'}}}) }}
{% set reasons = {
    ('sale', 'order_line_id', ref('order_line_fact')): {
        'not_recognised':
            "recognised_date is null and order_status_code not in ('completed', 'unknown')",
        'zero_amount': 'gross_amount = 0 and order_line_id in (select order_line_id from '
            ~ ref('order_line_cost') ~ ' where cost_amount = 0)',
    },
    ('refund', 'refund_id', 'refund'): {
        'exchange': "refund_type_code = 'exchange'",
        'refund_not_paid': "refund_status_code not in ('success', 'unknown')",
        'not_recognised': "refund_status_code = 'success' and not is_sold and not is_goods_lost",
        'zero_amount': 'gross_refund_amount = 0 and cost_amount = 0',
    },
    ('fund_flow', 'bill_line_id', 'wallet_line'): {'zero_amount': 'largest_amount = 0'},
    ('ad_spend', 'ad_spend_id', ref('ad_spend_fact')): {'zero_amount': 'cash_amount = 0'},
    ('bank', 'bank_transaction_id', ref('bank_transaction_fact')): {'zero_amount': 'amount = 0'},
    ('courier', 'shipment_cost_id', ref('shipment_cost_fact')): {'zero_amount': 'fee_amount = 0'},
    ('purchase', 'purchase_id', ref('purchase_fact')): {'zero_amount': 'gross_amount = 0'},
    ('stock_movement', 'stock_movement_id', ref('stock_movement_fact')): {
        'posted_by_purchase_line': "movement_type_code = 'purchase_receipt'",
        'zero_amount': 'cost_amount = 0 and stock_movement_id in (select source_id from '
            ~ ref('event_stock_movement') ~ ' where card_cost_amount = 0)',
    },
} %}
with

refund as (
    select
        refund.*,
        valued.cost_amount,
        valued.is_goods_lost,
        sale.order_line_id is null or sale.recognised_date is not null as is_sold
    from {{ ref('refund_fact') }} as refund
    left join {{ ref('refund_cost') }} as valued on refund.refund_id = valued.refund_id
    left join {{ ref('order_line_fact') }} as sale
        on refund.platform_code = sale.platform_code and refund.sub_order_id = sale.sub_order_id
),

wallet_line as (
    select
        bill_line_id,
        max(abs(amount)) as largest_amount
    from {{ ref('transaction_fact') }}
    group by bill_line_id
),

true_reason as (
    {% for (event_code, source_id, fact), conditions in reasons.items() %}
        {% set outer_loop = loop %}
        {% for reason_code, condition in conditions.items() %}
            select
                '{{ event_code }} ' || {{ source_id }} as examined_id,
                '{{ reason_code }}' as reason_code
            from {{ fact }}
            where {{ condition }}
            {% if not (loop.last and outer_loop.last) %}union all{% endif %}
        {% endfor %}
    {% endfor %}
),

given as (
    {% for event_code, _, _ in reasons %}
        select
            '{{ event_code }} ' || source_id as examined_id,
            fate_code,
            reason_code
        from {{ ref('event_' ~ event_code) }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

examined as (
    select
        given.examined_id,
        case given.fate_code when 'posted' then 0 else 1 end as expected_amount,
        count(
            case
                when given.fate_code = 'posted' or given.reason_code = true_reason.reason_code
                    then true_reason.reason_code
            end
        ) as actual_amount
    from given
    left join true_reason on given.examined_id = true_reason.examined_id
    where given.fate_code in ('posted', 'memo')
    group by given.examined_id, given.fate_code
)

select
    examined_id,
    expected_amount,
    actual_amount
from examined
where (expected_amount = 0) <> (actual_amount = 0)

union all

{{ examined_nothing(ref('bill_line_fact')) }}
