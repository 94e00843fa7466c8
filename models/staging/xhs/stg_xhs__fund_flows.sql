-- Grain: one row of a 小红书 wallet (资金明细). Income and outgo are two columns. 业务单号 is an
-- order only where it has an order's form.
with source as (
    select * from {{ source('raw', 'xhs_fund') }}
),

renamed as (
    select
        {{ safe_timestamp('"创建时间"') }} as occurred_at,
        {{ clean_text('"交易类型描述"') }} as scene_name,
        {{ safe_decimal('"收入(元)"') }} as income_amount,
        {{ safe_decimal('"支出(元)"') }} as outgo_amount,
        {{ safe_decimal('"账户余额(元)"') }} as balance_amount,
        {{ clean_id('"业务单号"') }} as flow_number,
        {{ regex_extract(clean_id('"业务单号"'), '^(P[0-9]+)$') }} as order_id,
        {{ clean_remark('"备注"') }} as remark,
        {{ lineage_columns(content_key()) }}
    from source
),

signed as (
    select
        *,
        order_id as sub_order_id,
        cast(coalesce(income_amount, 0) - abs(coalesce(outgo_amount, 0)) as decimal(18, 2))
            as _line_amount,
        occurred_at as _content_at
    from renamed
),

stg_xhs__fund_flows as (
    select
        *,
        case when _line_amount < 0 then 'out' else 'in' end as direction_code
    from signed
)

select * from stg_xhs__fund_flows
