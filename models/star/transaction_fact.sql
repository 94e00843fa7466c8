-- Grain: one signed money component of one bill line of a fund flow or a settlement. amount must
-- not be summed across bill_kind, line_amount not over components.
with components as (
    select * from {{ ref('int_components_unpivoted') }}
),

fee_types as (
    select * from {{ ref('int_fee_types_resolved') }}
),

orders as (
    select * from {{ ref('int_orders_keyed') }}
),

transaction_fact as (
    select
        component.bill_line_id || ':' || component.component_code as transaction_id,
        component.bill_line_id,
        component.platform_code,
        component.shop_id,
        coalesce(
            orders.channel_id, component.platform_code || ':' || component.shop_id || ':unknown'
        ) as channel_id,
        component.bill_kind,
        component.flow_number,
        component.occurred_at,
        component.occurred_date,
        {{ accounting_period('component.occurred_date') }} as accounting_period,
        component.order_id,
        component.sub_order_id,
        component.after_sale_id,
        component.payout_id,
        coalesce(component.product_id, orders.product_id) as product_id,
        orders.sku_code,
        component.scene_name,
        component.remark,
        component.component_code,
        coalesce(fee_type.fee_type_code, 'unmapped') as fee_type_code,
        fee_type.fee_type_code is not null as is_mapped,
        component.amount,
        component.line_amount,
        component._file_id,
        component._line_number,
        component._row_hash
    from components as component
    left join orders as orders
        on
            component.platform_code = orders.platform_code
            and component.sub_order_id = orders.order_key
    left join fee_types as fee_type
        on
            component.platform_code = fee_type.platform_code
            and component.bill_kind = fee_type.bill_kind
            and component.direction_code = fee_type.direction_code
            and component.component_code = fee_type.component_code
            and coalesce(component.scene_name, '') = fee_type.scene_key
            and coalesce(component.remark_pattern, '') = fee_type.remark_key
            and component.occurred_date >= fee_type.valid_from
            and component.occurred_date < fee_type.valid_to
)

select * from transaction_fact
