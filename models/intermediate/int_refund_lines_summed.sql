-- Grain: one bill line that pays a buyer back, on a platform whose refunds no other export tells.
-- A line that a mapping does not know in full is held out, its refund with it.
with components as (
    select * from {{ ref('int_components_classified') }}
),

platforms as (
    select * from {{ ref('platforms') }}
),

fee_types as (
    select * from {{ ref('fee_types') }}
),

int_refund_lines_summed as (
    select
        component.bill_line_id,
        component.platform_code,
        component.shop_id,
        component.order_id,
        component.sub_order_id,
        component.after_sale_id,
        component.occurred_at as refunded_at,
        component._file_id,
        component._line_number,
        component._row_hash,
        cast(
            -sum(
                case
                    when fee_type.fee_category_code <> 'contra' then 0
                    when component.fee_type_code = 'refund_subsidy' then 0
                    else component.amount
                end
            ) as decimal(18, 2)
        ) as refund_amount,
        cast(
            -sum(
                case
                    when component.fee_type_code = 'refund_subsidy' then component.amount
                    else 0
                end
            ) as decimal(18, 2)
        ) as subsidy_refund_amount
    from components as component
    inner join platforms as platform
        on
            component.platform_code = platform.platform_code
            and component.bill_kind = platform.refund_bill_kind
    left join fee_types as fee_type on component.fee_type_code = fee_type.fee_type_code
    where coalesce(component.sub_order_id, component.order_id) is not null
    group by
        component.bill_line_id, component.platform_code, component.shop_id, component.order_id,
        component.sub_order_id, component.after_sale_id, component.occurred_at,
        component._file_id, component._line_number, component._row_hash
    having
        count(*) = count(component.fee_type_code)
        and max(case when fee_type.fee_category_code = 'contra' then 1 else 0 end) = 1
)

select * from int_refund_lines_summed
