-- Lost otherwise: money or goods that a wrong reason keeps out of the books. A rejected bill line
-- has a reason that is true of its fact, and one that is posted has none.
{{ config(meta={'dagster': {'ref': {'name': 'bill_line_fate'}}}) }}
{% set reasons = [
    (ref('transaction_fact'), 'no_event', "bill_kind = 'fund_flow' and own_account_code is null"),
    (ref('transaction_fact'), 'unknown_fee_scene', "fee_type_code = 'unmapped'"),
    (ref('transaction_fact'), 'unknown_shop', "shop_id = 'unknown'"),
    (ref('bank_transaction_fact'), 'unmapped_bank_event', "bank_event_code = 'unmapped'"),
    (ref('bank_transaction_fact'), 'unknown_bank_account',
        'bank_account_id not in (select bank_account_id from ' ~ ref('bank_accounts') ~ ')'),
    (ref('ad_spend_fact'), 'unknown_fee_scene', 'not is_mapped'),
    (ref('ad_spend_fact'), 'unknown_shop', "shop_id = 'unknown'"),
    ('sale', 'unknown_order_status', "order_status_code = 'unknown'"),
    ('sale', 'missing_completion_date', "order_status_code = 'completed' and completed_at is null"),
    ('sale', 'unknown_shop', "shop_id = 'unknown'"),
    ('sale', 'missing_vat_rate', 'vat_rate is null'),
    ('sale', 'missing_quantity', "line_kind = 'goods' and quantity is null"),
    ('sale', 'missing_unit_cost', 'cost_amount is null'),
    ('refund', 'unknown_refund_status', "refund_status_code = 'unknown'"),
    ('refund', 'unknown_refund_type', "refund_type_code = 'unknown'"),
    ('refund', 'unknown_shop', "shop_id = 'unknown'"),
    ('refund', 'missing_vat_rate', 'sale_line_id is null and vat_rate is null'),
    ('refund', 'missing_unit_cost', 'is_given_up and sale_cost_amount is null'),
    (ref('event_stock_movement'), 'missing_unit_cost', 'card_cost_amount is null'),
    (ref('recon_contested_lines'), 'versions_differ', 'true'),
] %}
with

sale as (
    select
        sale.*,
        valued.cost_amount
    from {{ ref('order_line_fact') }} as sale
    left join {{ ref('order_line_cost') }} as valued on sale.order_line_id = valued.order_line_id
),

-- An exchange moves no money, and a case that was closed or is open none yet.
refund as (
    select
        refund.*,
        sale.bill_line_id as sale_line_id,
        sale.cost_amount as sale_cost_amount,
        sale.order_status_code = 'closed' and sale.shipped_at is not null
        and refund.refund_type_code = 'refund_only' as is_given_up
    from {{ ref('refund_fact') }} as refund
    left join sale
        on refund.platform_code = sale.platform_code and refund.sub_order_id = sale.sub_order_id
    where
        refund.refund_type_code <> 'exchange'
        and refund.refund_status_code in ('success', 'unknown')
),

true_reason as (
    {% for fact, reason_code, condition in reasons %}
        select
            bill_line_id,
            '{{ reason_code }}' as reason_code
        from {{ fact }}
        where {{ condition }}

        union all
    {% endfor %}

    -- A refund is held with its sale.
    select
        refund.bill_line_id,
        sale.reason_code
    from refund
    inner join {{ ref('event_sale') }} as sale on refund.sale_line_id = sale.bill_line_id
    where sale.fate_code = 'rejected'
),

examined as (
    select
        fate.bill_line_id as examined_id,
        case fate.fate_code when 'posted' then 0 else 1 end as expected_amount,
        count(
            case
                when fate.fate_code = 'posted' or fate.reason_code = true_reason.reason_code
                    then true_reason.reason_code
            end
        ) as actual_amount
    from {{ ref('bill_line_fate') }} as fate
    left join true_reason on fate.bill_line_id = true_reason.bill_line_id
    where fate.fate_code in ('posted', 'rejected')
    group by fate.bill_line_id, fate.fate_code
)

select
    examined_id,
    expected_amount,
    actual_amount
from examined
where (expected_amount = 0) <> (actual_amount = 0)

union all

{{ examined_nothing(ref('bill_line_fact')) }}
