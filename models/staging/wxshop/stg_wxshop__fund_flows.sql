-- Grain: one row of a 微信小店 fund bill (资金流水). The line's sign is its direction's, whatever sign
-- the cell shows. Lines of one event may share their flow number.
with source as (
    select * from {{ source('raw', 'wxshop_fund') }}
),

renamed as (
    select
        *,
        {{ clean_id('"流水单号"') }} as flow_number,
        {{ safe_timestamp('"记账时间"') }} as occurred_at,
        {{ direction_code('"收支类型"', ['收入'], ['支出']) }} as direction_code,
        {{ safe_decimal('"收支金额"') }} as unsigned_amount,
        {{ safe_decimal('"账户余额"') }} as balance_amount,
        {{ clean_text('"动帐类型"') }} as scene_name,
        {{ clean_id('"关联订单号"') }} as order_id,
        {{ clean_id('"关联售后单号"') }} as after_sale_id,
        {{ clean_id('"关联提现单号"') }} as payout_id,
        {{ clean_remark('"详情"') }} as remark
    from source
),

stg_wxshop__fund_flows as (
    select
        flow_number,
        occurred_at,
        direction_code,
        unsigned_amount,
        balance_amount,
        scene_name,
        order_id,
        order_id as sub_order_id,
        after_sale_id,
        payout_id,
        remark,
        {{ signed_by_direction('unsigned_amount') }} as _line_amount,
        occurred_at as _content_at,
        {{ lineage_columns(surrogate_key([
            'flow_number', 'scene_name', 'order_id', 'after_sale_id',
            epoch_seconds('occurred_at'),
        ])) }}
    from renamed
)

select * from stg_wxshop__fund_flows
