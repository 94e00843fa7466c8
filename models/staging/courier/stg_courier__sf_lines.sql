-- Grain: one row of a 顺丰 monthly bill: a service of a parcel. Equal charges of one parcel all stay.
with source as (
    select * from {{ source('raw', 'courier_sf') }}
),

stg_courier__sf_lines as (
    select
        {{ clean_id('"运单号码"') }} as waybill_number,
        {{ safe_date('"日期"') }} as billed_date,
        {{ safe_decimal('"计费重量"', 6) }} as weight_kg,
        cast(null as text) as province_text,
        {{ clean_text('"到件地区"') }} as region_name,
        {{ clean_text('"产品类型"') }} as product_name,
        {{ clean_text('"服务"') }} as service_name,
        {{ safe_decimal('"费用(元)"') }} as list_amount,
        {{ safe_decimal('"折扣/促销"') }} as discount_amount,
        {{ safe_decimal('"应付金额"') }} as fee_amount,
        {{ safe_decimal('"应付金额"') }} as _line_amount,
        {{ safe_timestamp('"日期"') }} as _content_at,
        {{ lineage_columns(content_key()) }}
    from source
)

select * from stg_courier__sf_lines
