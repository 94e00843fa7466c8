-- Grain: one row of a 抖音 wallet ledger (账户流水). Repeats lines of 动账明细, with the balance after
-- each: must not be added to them.
with source as (
    select * from {{ source('raw', 'douyin_wallet_ledger') }}
),

renamed as (
    select
        {{ clean_id('"动账流水号"') }} as flow_number,
        {{ safe_timestamp('"动账时间"') }} as occurred_at,
        {{ direction_code('"账户方向"', ['收入'], ['支出']) }} as direction_code,
        {{ safe_decimal('"动账金额(元)"') }} as unsigned_amount,
        {{ safe_decimal('"账户余额(元)"') }} as balance_amount,
        {{ clean_text('"动账场景"') }} as scene_name,
        {{ clean_id('"关联子订单号"') }} as sub_order_id,
        {{ clean_id('"关联订单号"') }} as order_id,
        {{ clean_remark('"备注"') }} as remark,
        {{ lineage_columns(clean_id('"动账流水号"')) }}
    from source
),

stg_douyin__wallet_ledger_lines as (
    select
        *,
        {{ signed_by_direction('unsigned_amount') }} as _line_amount,
        occurred_at as _content_at
    from renamed
)

select * from stg_douyin__wallet_ledger_lines
