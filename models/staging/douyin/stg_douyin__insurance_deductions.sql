-- Grain: one row of a 抖音 premium deduction file (保费支出). Repeats 权益保险 lines of 动账明细: must
-- not be added to them. Every row is money out, whatever sign the cell shows.
with source as (
    select * from {{ source('raw', 'douyin_insurance_deduction') }}
),

renamed as (
    select
        {{ clean_id('"动账流水号"') }} as flow_number,
        {{ clean_id('"保险单号"') }} as policy_id,
        {{ clean_id('"关联子订单号"') }} as sub_order_id,
        {{ clean_text('"摘要描述"') }} as scene_name,
        {{ safe_timestamp('"动账时间"') }} as occurred_at,
        {{ safe_decimal('"金额(元)"') }} as unsigned_amount,
        {{ lineage_columns(clean_id('"动账流水号"')) }}
    from source
),

stg_douyin__insurance_deductions as (
    select
        *,
        cast(-abs(unsigned_amount) as decimal(18, 2)) as _line_amount,
        occurred_at as _content_at
    from renamed
)

select * from stg_douyin__insurance_deductions
