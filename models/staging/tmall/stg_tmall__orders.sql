-- Grain: one row of a 天猫 order export (ExportOrderList): a main order as it stood when it was
-- downloaded.
with source as (
    select * from {{ source('raw', 'tmall_order') }}
),

renamed as (
    select
        {{ clean_id('"订单编号"') }} as order_id,
        {{ safe_decimal('"买家应付邮费"') }} as freight_amount,
        {{ safe_decimal('"买家实际支付金额"') }} as paid_amount,
        {{ clean_text('"订单状态"') }} as status_name,
        {{ address_province(clean_text('"收货地址"')) }} as province_text,
        {{ clean_id('replace("物流单号", \'No:\', \'\')') }} as waybill_number,
        {{ clean_text('"分阶段订单信息"') }} as stage_text,
        {{ safe_timestamp('"订单创建时间"') }} as ordered_at,
        {{ safe_timestamp('"订单付款时间"') }} as paid_at,
        _customer_key as customer_key,
        {{ lineage_columns(clean_id('"订单编号"')) }}
    from source
),

stg_tmall__orders as (
    select
        *,
        paid_amount as _line_amount,
        greatest(ordered_at, paid_at) as _content_at
    from renamed
)

select * from stg_tmall__orders
