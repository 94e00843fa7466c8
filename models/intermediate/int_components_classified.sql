-- Grain: one signed money component of one bill line, with its fee type where a mapping knows it.
with components as (
    select * from {{ ref('int_components_unpivoted') }}
),

fee_types as (
    select * from {{ ref('int_fee_types_resolved') }}
),

int_components_classified as (
    select
        component.bill_line_id,
        component.source_name,
        component.platform_code,
        component.shop_id,
        component.bill_kind,
        component.flow_number,
        component.occurred_at,
        component.occurred_date,
        component.order_id,
        component.sub_order_id,
        component.after_sale_id,
        component.payout_id,
        component.batch_id,
        component.product_id,
        component.scene_name,
        component.remark,
        component.component_code,
        fee_type.fee_type_code,
        component.amount,
        component.line_amount,
        component._file_id,
        component._line_number,
        component._row_hash
    from components as component
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

select * from int_components_classified
