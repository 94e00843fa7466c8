-- Grain: one row of a 京东 wallet (资金表). A settlement is one row with the income and the
-- outgo of all its lines.
with source as (
    select * from {{ source('raw', 'jd_wallet') }}
),

renamed as (
    select
        {{ clean_id('"商户订单号"') }} as flow_number,
        {{ safe_timestamp('"日期"') }} as occurred_at,
        {{ clean_id('"账户代码"') }} as account_number,
        {{ safe_decimal('"收入金额(元)"') }} as income_amount,
        {{ safe_decimal('"支出金额(元)"') }} as outgo_amount,
        {{ safe_decimal('"账户余额(元)"') }} as balance_amount,
        {{ clean_remark('"交易备注"') }} as remark,
        {{ lineage_columns(content_key()) }}
    from source
),

signed as (
    select
        *,
        cast(coalesce(income_amount, 0) - abs(coalesce(outgo_amount, 0)) as decimal(18, 2))
            as _line_amount,
        occurred_at as _content_at
    from renamed
),

stg_jd__wallet_lines as (
    select
        *,
        cast(null as text) as scene_name,
        case when _line_amount < 0 then 'out' else 'in' end as direction_code
    from signed
)

select * from stg_jd__wallet_lines
