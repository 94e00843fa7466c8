-- Grain: one row of a 圆通 monthly bill. The bill has no amount: a row's fee is the sum of its
-- three fee columns. Equal charges of one parcel all stay.
with source as (
    select * from {{ source('raw', 'courier_yto') }}
),

renamed as (
    select
        {{ clean_id('"运单号码"') }} as waybill_number,
        {{ safe_date('"扫描时间"') }} as billed_date,
        {{ safe_decimal('"计费重量(kg)"', 6) }} as weight_kg,
        {{ clean_text('"计费省份"') }} as province_text,
        cast(
            coalesce({{ safe_decimal('"新西费用"') }}, 0)
            + coalesce({{ safe_decimal('"3KG以上费用"') }}, 0)
            + coalesce({{ safe_decimal('"上海加收费用"') }}, 0)
            as decimal(18, 2)
        ) as fee_amount,
        {{ safe_timestamp('"扫描时间"') }} as _content_at,
        {{ lineage_columns(content_key()) }}
    from source
),

stg_courier__yto_lines as (
    select
        *,
        fee_amount as _line_amount
    from renamed
)

select * from stg_courier__yto_lines
