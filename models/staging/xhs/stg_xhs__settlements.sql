-- Grain: one row of a 小红书 settlement: a settlement or a refund of one order. Components carry
-- their own sign and add up to the row: a refund gives its commission back.
with source as (
    select * from {{ source('raw', 'xhs_settlement') }}
),

renamed as (
    select
        cast(null as text) as flow_number,
        {{ safe_timestamp('"结算时间"') }} as occurred_at,
        {{ clean_id('"订单号"') }} as order_id,
        {{ clean_id('"订单号"') }} as sub_order_id,
        {{ clean_id('"售后单号"') }} as after_sale_id,
        {{ clean_text('"交易类型"') }} as scene_name,
        {{ safe_decimal('"商品实付/实退"') }} as payment,
        {{ safe_decimal('"运费实付/实退"') }} as freight,
        {{ safe_decimal('"平台运费补贴"') }} as subsidy_freight,
        {{ safe_decimal('"平台优惠补贴"') }} as subsidy_platform,
        {{ safe_decimal('"国补订单毛保金额"') }} as subsidy_guarantee,
        {{ safe_decimal('"跨境税代缴"') }} as cross_border_tax,
        {{ safe_decimal('"商品税金"') }} as goods_tax,
        {{ safe_decimal('"运费税金"') }} as freight_tax,
        {{ safe_decimal('"佣金"') }} as platform_service_fee,
        {{ safe_decimal('"支付渠道费"') }} as payment_fee,
        {{ safe_decimal('"分销佣金"') }} as commission,
        {{ safe_decimal('"代运营服务商佣金"') }} as service_provider_commission,
        {{ safe_decimal('"代开发服务商佣金"') }} as developer_commission,
        {{ safe_decimal('"花呗分期手续费"') }} as instalment_fee,
        {{ clean_remark('"备注"') }} as remark,
        {{ safe_decimal('"动账金额"') }} as _line_amount,
        {{ safe_timestamp('"结算时间"') }} as _content_at,
        {{ lineage_columns(content_key()) }}
    from source
),

stg_xhs__settlements as (
    select
        *,
        case when _line_amount < 0 then 'out' else 'in' end as direction_code
    from renamed
)

select * from stg_xhs__settlements
