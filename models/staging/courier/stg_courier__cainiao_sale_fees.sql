-- Grain: one row of a 菜鸟 bill of sale fees: a fee paid. The payment stands in its wallet's bill
-- too.
with source as (
    select * from {{ source('raw', 'cainiao_sale_fee') }}
),

stg_courier__cainiao_sale_fees as (
    select
        {{ clean_id('"支付流水号"') }} as flow_number,
        {{ safe_timestamp('"支出时间"') }} as occurred_at,
        {{ clean_text('"费用项"') }} as fee_name,
        {{ safe_decimal('"支出金额"') }} as fee_amount,
        {{ safe_decimal('"支出金额"') }} as _line_amount,
        {{ safe_timestamp('"支出时间"') }} as _content_at,
        {{ lineage_columns(content_key()) }}
    from source
)

select * from stg_courier__cainiao_sale_fees
