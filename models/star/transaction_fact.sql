-- Grain: one signed money component of one bill line of a fund flow or a settlement. amount must
-- not be summed across bill_kind, line_amount not over components.
with components as (
    select * from {{ ref('int_components_classified') }}
),

orders as (
    select * from {{ ref('int_orders_keyed') }}
),

bill_accounts as (
    select * from {{ ref('bill_accounts') }}
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
        bill_account.account_code as own_account_code,
        component.flow_number,
        component.occurred_at,
        component.occurred_date,
        {{ accounting_period('component.occurred_date') }} as accounting_period,
        component.order_id,
        component.sub_order_id,
        component.after_sale_id,
        component.payout_id,
        component.batch_id,
        coalesce(component.product_id, orders.product_id) as product_id,
        orders.sku_code,
        component.scene_name,
        component.remark,
        component.component_code,
        coalesce(component.fee_type_code, 'unmapped') as fee_type_code,
        component.fee_type_code is not null as is_mapped,
        component.amount,
        component.line_amount,
        component._file_id,
        component._line_number,
        component._row_hash
    from components as component
    left join bill_accounts as bill_account on component.source_name = bill_account.source_name
    left join orders as orders
        on
            component.platform_code = orders.platform_code
            and component.sub_order_id = orders.order_key
)

select * from transaction_fact
