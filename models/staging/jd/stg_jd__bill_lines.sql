-- Grain: one row of a 京东 daily bill (日账单) or settlement sheet (结算表): a fee item of a
-- document of an order. A row that is not settled yet moves no money: its amount is 0 here; whether
-- one in a state of no known word does, nobody knows. Both exports tell the same line, each with
-- columns of its own: a line is named by what they share.
with source as (
    select * from {{ source('raw', 'jd_bill') }}
),

cleaned as (
    select
        *,
        case
            when {{ clean_text('"结算状态"') }} = '已结算' then true
            when {{ clean_text('"结算状态"') }} in ('待结算', '未结算') then false
            -- The wallet's sheet has no such column, and the time of settlement instead.
            when {{ clean_text('"结算状态"') }} is null and {{ clean_text('"费用结算时间"') }} is not null
                then true
        end as is_settled,
        {{ clean_id('"订单编号"') }} as order_id,
        {{ clean_id('"单据编号"') }} as flow_number,
        {{ clean_id('"商品编号"') }} as product_id,
        {{ clean_text('"费用项"') }} as scene_name,
        {{ safe_timestamp('"费用发生时间"') }} as arose_at,
        {{ safe_timestamp('"费用结算时间"') }} as settled_at,
        {{ safe_decimal('"金额"') }} as signed_amount,
        case {{ clean_text('"收支方向"') }}
            when '收入' then 'in'
            when '支出' then 'out'
        end as direction_code
    from source
),

stg_jd__bill_lines as (
    select
        order_id,
        flow_number,
        product_id,
        scene_name,
        arose_at,
        is_settled,
        direction_code,
        coalesce(order_id || '-' || product_id, order_id) as sub_order_id,
        {{ clean_id('"商户订单号"') }} as batch_id,
        {{ clean_text('"单据类型"') }} as type_name,
        {{ clean_text('"结算状态"') }} as status_name,
        coalesce(settled_at, arose_at) as occurred_at,
        {{ clean_remark('"备注"') }} as remark,
        cast(
            case
                when not is_settled then 0
                when direction_code = 'in' then abs(signed_amount)
                when direction_code = 'out' then -abs(signed_amount)
            end as decimal(18, 2)
        ) as _line_amount,
        coalesce(settled_at, arose_at) as _content_at,
        {{ lineage_columns(shared_key([
            'is_settled', 'order_id', 'flow_number', 'product_id', 'scene_name', 'arose_at',
            'settled_at', 'direction_code', 'signed_amount',
        ])) }}
    from cleaned
)

select * from stg_jd__bill_lines
