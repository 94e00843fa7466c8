-- Grain: one after-sale case (售后单). Amounts are positive yuan; only `success` moved money.
with refunds as (
    select * from {{ ref('int_refunds_classified') }}
),

order_lines as (
    select * from {{ ref('order_line_fact') }}
),

cumulated as (
    select
        refund.*,
        order_line.channel_id,
        order_line.quantity,
        order_line.payable_amount,
        order_line.gross_amount,
        -- The sale decides; the case's own SKU only where no bill holds the sale.
        {%- for column in ['product_key', 'sku_code', 'line_kind', 'vat_rate'] %}
            case
                when order_line.sub_order_id is null then refund.case_{{ column }}
                else order_line.{{ column }}
            end as {{ column }},
        {%- endfor %}
        sum(refund.refund_amount) over (
            partition by refund.platform_code, refund.sub_order_id, refund.refund_status_code
            order by refund.refunded_at asc nulls last, refund.after_sale_id asc
            rows between unbounded preceding and current row
        ) as cumulated_amount
    from refunds as refund
    left join order_lines as order_line
        on
            refund.platform_code = order_line.platform_code
            and refund.sub_order_id = order_line.sub_order_id
),

subsidised as (
    select
        *,
        -- Unless a bill says it, the refund that completes the payable takes the subsidies along.
        cast(
            case
                when case_subsidy_refund_amount is not null then case_subsidy_refund_amount
                when
                    refund_status_code = 'success' and cumulated_amount >= payable_amount
                    and cumulated_amount - refund_amount < payable_amount
                    then gross_amount - payable_amount
                else 0
            end as decimal(18, 2)
        ) as subsidy_refund_amount
    from cumulated
),

taxed as (
    select
        *,
        cast(refund_amount + subsidy_refund_amount as decimal(18, 2)) as gross_refund_amount,
        {{ vat_split('refund_amount + subsidy_refund_amount', 'vat_rate') }} as vat_amount
    from subsidised
),

refund_fact as (
    select
        bill_line_id,
        platform_code,
        shop_id,
        order_id,
        sub_order_id,
        after_sale_id,
        sku_code,
        refund_type_code,
        refund_status_code,
        refund_amount,
        subsidy_refund_amount,
        gross_refund_amount,
        vat_rate,
        vat_amount,
        cast(gross_refund_amount - vat_amount as decimal(18, 2)) as taxable_amount,
        cast(
            case
                when refund_status_code = 'success' and refund_type_code = 'return_and_refund'
                    then coalesce(case_returned_quantity, quantity)
                else 0
            end as bigint
        ) as returned_quantity,
        reason_name,
        is_in_bill,
        applied_at,
        refunded_at,
        cast(refunded_at as date) as refunded_date,
        _file_id,
        _line_number,
        _row_hash,
        platform_code || ':' || after_sale_id as refund_id,
        coalesce(channel_id, platform_code || ':' || shop_id || ':unknown') as channel_id,
        coalesce(product_key, 'unknown') as product_key,
        coalesce(line_kind, 'goods') as line_kind
    from taxed
)

select * from refund_fact
