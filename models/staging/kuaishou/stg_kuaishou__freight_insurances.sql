-- Grain: one row of a 快手 return freight bill (退货补运费): a charge for one order. Repeats lines of
-- the fund bill: must not be added to them.
with source as (
    select * from {{ source('raw', 'kuaishou_freight_insurance') }}
),

stg_kuaishou__freight_insurances as (
    select
        {{ clean_id('"收费编号"') }} as charge_id,
        {{ clean_id('"订单编号"') }} as order_id,
        {{ safe_timestamp('"生效时间"') }} as occurred_at,
        {{ safe_decimal('"服务费用(元)"') }} as service_amount,
        {{ safe_decimal('"平台补贴费用(元)"') }} as platform_amount,
        {{ negated_decimal('"商家承担服务费用(元)"') }} as _line_amount,
        {{ safe_timestamp('"生效时间"') }} as _content_at,
        {{ lineage_columns(clean_id('"收费编号"')) }}
    from source
)

select * from stg_kuaishou__freight_insurances
