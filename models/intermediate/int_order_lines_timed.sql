-- Grain: one sub-order of any platform. What an export lacks comes from the ERP and the bills.
with order_lines as (
    select * from {{ ref('int_order_lines_unioned') }}
),

rules as (
    select * from {{ ref('order_time_rules') }}
),

statuses as (
    select * from {{ ref('order_status_mappings') }}
),

shipments as (
    select * from {{ ref('int_stock_moves_summed') }}
    where movement_type_code = 'sale_out'
),

receipts as (
    select * from {{ ref('int_order_receipts') }}
),

shipped as (
    select
        order_line.*,
        order_status.order_status_code,
        time_rule.automatic_receipt_days,
        receipt.received_at,
        coalesce(order_line.exported_waybill_number, shipment.waybill_number) as waybill_number,
        coalesce(
            order_line.exported_shipped_at,
            case when time_rule.is_shipped_by_erp then shipment.first_moved_at end
        ) as shipped_at
    from order_lines as order_line
    left join statuses as order_status
        on
            order_line.platform_code = order_status.platform_code
            and order_line.status_name = order_status.status_name
            and order_line.told_date >= order_status.valid_from
            and order_line.told_date < order_status.valid_to
    left join rules as time_rule
        on
            order_line.platform_code = time_rule.platform_code
            and cast(order_line.ordered_at as date) >= time_rule.valid_from
            and cast(order_line.ordered_at as date) < time_rule.valid_to
    left join shipments as shipment
        on
            order_line.platform_code = shipment.platform_code
            and order_line.sub_order_id = shipment.sub_order_id
    left join receipts as receipt
        on
            order_line.platform_code = receipt.platform_code
            and order_line.order_id = receipt.order_id
),

int_order_lines_timed as (
    select
        bill_line_id,
        platform_code,
        shop_id,
        order_id,
        sub_order_id,
        product_id,
        sku_code,
        customer_key,
        province_text,
        quantity,
        list_amount,
        shop_discount_amount,
        platform_discount_amount,
        influencer_discount_amount,
        payment_discount_amount,
        freight_amount,
        payable_amount,
        status_name,
        is_presale,
        ordered_at,
        paid_at,
        influencer_id,
        traffic_source_code,
        _file_id,
        _line_number,
        _row_hash,
        channel_id,
        order_status_code,
        waybill_number,
        shipped_at,
        case
            when automatic_receipt_days is null then exported_completed_at
            when order_status_code = 'completed'
                then coalesce(
                    exported_completed_at,
                    received_at,
                    {{ dbt.dateadd('day', 'automatic_receipt_days', 'shipped_at') }}
                )
        end as completed_at
    from shipped
)

select * from int_order_lines_timed
