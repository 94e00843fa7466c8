-- Grain: one row of a 小红书 bill of other services (其他服务款): money outside the settlement of
-- goods.
with source as (
    select * from {{ source('raw', 'xhs_other_service') }}
),

renamed as (
    select
        {{ clean_id('"业务单据号"') }} as flow_number,
        {{ safe_timestamp('"结算时间"') }} as occurred_at,
        {{ clean_id('"订单号"') }} as order_id,
        {{ clean_id('"订单号"') }} as sub_order_id,
        {{ clean_text('"业务款项"') }} as scene_name,
        {{ clean_text('"交易类型"') }} as type_name,
        {{ clean_remark('"备注"') }} as remark,
        {{ safe_decimal('"动账金额"') }} as _line_amount,
        {{ safe_timestamp('"结算时间"') }} as _content_at,
        {{ lineage_columns(content_key()) }}
    from source
),

stg_xhs__other_services as (
    select
        *,
        case when _line_amount < 0 then 'out' else 'in' end as direction_code
    from renamed
)

select * from stg_xhs__other_services
