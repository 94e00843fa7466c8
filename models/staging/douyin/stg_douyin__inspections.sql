-- Grain: one row of a 抖音 inspection fee bill (QIC/BIC): a fee item of a parcel. Repeats 供应链QIC费用
-- lines of 动账明细 or charges to the QIC account: must not be added to them.
with source as (
    select * from {{ source('raw', 'douyin_inspection') }}
),

renamed as (
    select
        {{ clean_id('"结算单号"') }} as fee_bill_id,
        {{ clean_id('"关联订单号"') }} as order_id,
        {{ clean_id('"关联运单号"') }} as waybill_number,
        {{ clean_id('"动账流水号"') }} as flow_number,
        {{ clean_text('"费用项"') }} as scene_name,
        {{ clean_text('"服务商"') }} as provider_name,
        {{ clean_text('"QIC仓"') }} as warehouse_name,
        {{ clean_text('"状态"') }} as status_name,
        {{ safe_timestamp('"业务发生时间"') }} as inspected_at,
        {{ safe_timestamp('"结算时间"') }} as occurred_at,
        {{ clean_remark('"备注"') }} as remark,
        {{ negated_decimal('"结算金额"') }} as _line_amount,
        {{ lineage_columns(content_key()) }}
    from source
),

stg_douyin__inspections as (
    select
        *,
        greatest(inspected_at, occurred_at) as _content_at
    from renamed
)

select * from stg_douyin__inspections
