-- Grain: one row of a 快手 fund bill (资金流水). The line's sign is its direction's, whatever sign the
-- cell shows. 关联业务单号 is the order on lines of orders; orders have digits alone.
with source as (
    select * from {{ source('raw', 'kuaishou_fund') }}
),

renamed as (
    select
        {{ clean_id('"账务流水号"') }} as flow_number,
        {{ safe_timestamp('"入账时间"') }} as occurred_at,
        {{ direction_code('"账务方向"', ['收入', '收'], ['支出', '支']) }} as direction_code,
        {{ safe_decimal('"发生额(元)"') }} as unsigned_amount,
        {{ safe_decimal('"期末余额(元)"') }} as balance_amount,
        {{ clean_text('"业务类型"') }} as scene_name,
        {{ clean_id('"关联业务单号"') }} as business_number,
        {{ regex_extract(clean_id('"关联业务单号"'), '^([0-9]+)$') }} as order_id,
        {{ clean_text('"描述"') }} as description_text,
        {{ clean_remark('"备注"') }} as remark,
        {{ lineage_columns(clean_id('"账务流水号"')) }}
    from source
),

stg_kuaishou__fund_flows as (
    select
        *,
        order_id as sub_order_id,
        cast(null as text) as after_sale_id,
        {{ signed_by_direction('unsigned_amount') }} as _line_amount,
        occurred_at as _content_at
    from renamed
)

select * from stg_kuaishou__fund_flows
