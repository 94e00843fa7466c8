-- Grain: one row of a 拼多多 promotion report: a promotion of a product and a day. The spend is
-- that of the promotion wallet again, and says nothing of who paid it.
with source as (
    select * from {{ source('raw', 'pdd_promotion') }}
),

stg_pdd__promotion_reports as (
    select
        {{ safe_date('"日期"') }} as spend_date,
        {{ clean_id('"商品ID"') }} as product_id,
        {{ clean_text('"商品名称"') }} as product_name,
        {{ clean_text('"推广场景"') }} as scene_name,
        {{ clean_text('"推广名称"') }} as promotion_name,
        {{ safe_integer('"曝光量"') }} as impression_count,
        {{ safe_integer('"点击量"') }} as click_count,
        {{ safe_decimal('"交易额(元)"') }} as claimed_sales_amount,
        {{ safe_decimal('"总花费(元)"') }} as spend_amount,
        {{ safe_decimal('"总花费(元)"') }} as _line_amount,
        {{ safe_timestamp('"日期"') }} as _content_at,
        {{ lineage_columns(content_key()) }}
    from source
)

select * from stg_pdd__promotion_reports
