-- Grain: one row of a 中通 monthly bill. Equal charges of one parcel all stay.
with source as (
    select * from {{ source('raw', 'courier_zto') }}
),

stg_courier__zto_lines as (
    select
        {{ clean_id('"运单号"') }} as waybill_number,
        {{ safe_date('"账单日期"') }} as billed_date,
        {{ safe_decimal('"结算重量"', 6) }} as weight_kg,
        {{ clean_text('"目的省"') }} as province_text,
        {{ safe_decimal('"合计"') }} as fee_amount,
        {{ safe_decimal('"合计"') }} as _line_amount,
        {{ safe_timestamp('"账单日期"') }} as _content_at,
        {{ lineage_columns(content_key()) }}
    from source
)

select * from stg_courier__zto_lines
