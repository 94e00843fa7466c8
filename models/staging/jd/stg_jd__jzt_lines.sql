-- Grain: one row of 京准通 ad spend: a charge of the ad account.
with source as (
    select * from {{ source('raw', 'jd_jzt') }}
),

stg_jd__jzt_lines as (
    select
        {{ clean_id('"流水单号"') }} as flow_number,
        {{ clean_text('"账号"') }} as account_name,
        {{ safe_date('"投放日期"') }} as spend_date,
        {{ clean_text('"交易类型"') }} as scene_name,
        {{ clean_id('"计划ID"') }} as plan_id,
        {{ safe_decimal('"支出"') }} as spend_amount,
        {{ safe_decimal('"支出"') }} as _line_amount,
        {{ safe_timestamp('"投放日期"') }} as _content_at,
        {{ lineage_columns(clean_id('"流水单号"')) }}
    from source
)

select * from stg_jd__jzt_lines
