-- Grain: one row of a 微信小店 inspection fee bill (质检仓): the inspection of one order as it stood
-- when it was downloaded. Repeats lines of the fund bill: must not be added to them.
with source as (
    select * from {{ source('raw', 'wxshop_inspection') }}
),

stg_wxshop__inspections as (
    select
        {{ clean_id('"订单编号"') }} as order_id,
        {{ clean_text('"质检仓"') }} as warehouse_name,
        {{ clean_text('"质检机构"') }} as provider_name,
        {{ clean_text('"质检状态"') }} as inspection_status_name,
        {{ clean_text('"结算状态"') }} as status_name,
        {{ safe_decimal('"预扣合计"') }} as held_amount,
        {{ safe_decimal('"已补差"') }} as topped_up_amount,
        {{ safe_decimal('"已退回"') }} as returned_amount,
        {{ safe_decimal('"结算欠款"') }} as owed_amount,
        {{ negated_decimal('"实扣合计"') }} as _line_amount,
        cast(null as timestamp) as _content_at,
        {{ lineage_columns(clean_id('"订单编号"')) }}
    from source
)

select * from stg_wxshop__inspections
