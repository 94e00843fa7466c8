-- Grain: one order that the bills show as received (确认收货): the first line in of a scene that the
-- platform books on receipt.
with flow_lines as (
    select * from {{ ref('int_flow_lines_unioned') }}
    where direction_code = 'in' and order_id is not null
),

scenes as (
    select * from {{ ref('receipt_scenes') }}
),

int_order_receipts as (
    select
        flow_line.platform_code,
        flow_line.order_id,
        min(flow_line.arose_at) as received_at
    from flow_lines as flow_line
    inner join scenes as scene
        on
            flow_line.platform_code = scene.platform_code
            and flow_line.bill_kind = scene.bill_kind
            and flow_line.scene_name = scene.scene_name
            and flow_line.occurred_date >= scene.valid_from
            and flow_line.occurred_date < scene.valid_to
    group by flow_line.platform_code, flow_line.order_id
)

select * from int_order_receipts
