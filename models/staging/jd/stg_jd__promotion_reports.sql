-- Grain: one row of a 京东 promotion report: an SKU and a range of days. The spend is that of
-- 京准通 again; ranges can overlap, so rows of several files must not be summed.
with source as (
    select * from {{ source('raw', 'jd_promotion') }}
),

cleaned as (
    select
        *,
        {{ clean_text('"日期"') }} as period_text
    from source
),

stg_jd__promotion_reports as (
    select
        {{ safe_date(regex_extract('period_text', '^([0-9]{4}[-/]?[0-9]{2}[-/]?[0-9]{2})')) }}
            as first_date,
        {{ safe_date(regex_extract('period_text', '([0-9]{4}[-/]?[0-9]{2}[-/]?[0-9]{2})$')) }}
            as last_date,
        {{ clean_id('"跟单SKU ID"') }} as product_id,
        {{ clean_text('"跟单SKU名称"') }} as product_name,
        {{ safe_integer('"展现数"') }} as impression_count,
        {{ safe_integer('"点击数"') }} as click_count,
        {{ safe_decimal('"花费"') }} as spend_amount,
        {{ safe_decimal('"花费"') }} as _line_amount,
        {{ safe_timestamp(regex_extract('period_text', '([0-9]{4}[-/]?[0-9]{2}[-/]?[0-9]{2})$')) }}
            as _content_at,
        {{ lineage_columns(content_key()) }}
    from cleaned
)

select * from stg_jd__promotion_reports
