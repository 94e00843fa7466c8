-- Grain: one row of a 京东 reconciliation export (对账中心): a fee of an SKU of an order. It tells
-- the fees of the daily bill again: the two must never be added.
with source as (
    select * from {{ source('raw', 'jd_reconciliation') }}
),

cleaned as (
    select
        *,
        {{ clean_id('"订单编号"') }} as order_id,
        {{ clean_id('"商品编号"') }} as product_id,
        {{ safe_decimal('"应结金额"') }} as signed_amount,
        case {{ clean_text('"收支方向"') }}
            when '收入' then 'in'
            when '支出' then 'out'
        end as direction_code,
        coalesce(
            {{ safe_timestamp('"到账时间"') }},
            {{ safe_timestamp('"结算时间"') }},
            {{ safe_timestamp('"账单生成时间"') }}
        ) as occurred_at
    from source
),

stg_jd__reconciliation_lines as (
    select
        order_id,
        product_id,
        direction_code,
        occurred_at,
        coalesce(order_id || '-' || product_id, order_id) as sub_order_id,
        {{ clean_id('"售后服务单号"') }} as after_sale_id,
        {{ clean_id('"商户订单号"') }} as batch_id,
        {{ clean_text('"费用名称"') }} as scene_name,
        {{ clean_text('"结算状态"') }} as status_name,
        {{ safe_timestamp('"订单完成时间"') }} as completed_at,
        {{ clean_remark('"资金动账备注"') }} as remark,
        cast(
            case direction_code
                when 'in' then abs(signed_amount)
                when 'out' then -abs(signed_amount)
            end as decimal(18, 2)
        ) as _line_amount,
        occurred_at as _content_at,
        {{ lineage_columns(content_key()) }}
    from cleaned
)

select * from stg_jd__reconciliation_lines
