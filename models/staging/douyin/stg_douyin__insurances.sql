-- Grain: one row of a 抖音 policy export (运费险保费明细): a policy as it stood when it was
-- downloaded. Its premium repeats a 权益保险 line of 动账明细: must not be added to it.
with source as (
    select * from {{ source('raw', 'douyin_insurance') }}
),

renamed as (
    select
        {{ clean_id('"投保单号"') }} as policy_id,
        {{ clean_id('"订单编号"') }} as order_id,
        {{ clean_id('"动账流水号"') }} as flow_number,
        {{ clean_text('"保险名称"') }} as insurance_name,
        {{ clean_text('"保费来源"') }} as payer_name,
        {{ clean_text('"保费状态"') }} as status_name,
        {{ safe_decimal('"保障额度"') }} as covered_amount,
        {{ safe_timestamp('"承保时间"') }} as insured_at,
        {{ safe_timestamp('"动账时间"') }} as occurred_at,
        {{ negated_decimal('"支付保费"') }} as _line_amount,
        {{ lineage_columns(clean_id('"投保单号"')) }}
    from source
),

stg_douyin__insurances as (
    select
        *,
        greatest(insured_at, occurred_at) as _content_at
    from renamed
)

select * from stg_douyin__insurances
