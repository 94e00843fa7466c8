-- Grain: one row of a 快手 settlement bill (货款账单). What the shop pays (refund, subsidy given back,
-- fees) is positive in this file; it leaves here negative, so that the components of a row add up
-- to 实际结算金额. 订单实付 includes freight; 商家补贴 is the shop's own discount and no component.
with source as (
    select * from {{ source('raw', 'kuaishou_settlement') }}
),

renamed as (
    select
        {{ safe_timestamp('"实际结算时间"') }} as occurred_at,
        {{ clean_id('"订单号"') }} as order_id,
        {{ clean_id('"订单号"') }} as sub_order_id,
        {{ clean_id('"商品ID"') }} as product_id,
        {{ safe_decimal('"订单实付(元)"') }} as payment,
        {{ safe_decimal('"平台补贴"') }} as subsidy_platform,
        {{ safe_decimal('"政府补贴"') }} as subsidy_government,
        {{ safe_decimal('"达人补贴"') }} as subsidy_influencer,
        {{ safe_decimal('"支付营销补贴"') }} as subsidy_payment,
        {{ negated_decimal('"支付营销回退(元)"') }} as subsidy_payment_return,
        {{ negated_decimal('"订单退款(元)"') }} as refund,
        {{ negated_decimal('"技术服务费(元)"') }} as platform_service_fee,
        {{ negated_decimal('"预售增收技术服务费(元)"') }} as presale_service_fee,
        {{ negated_decimal('"达人佣金(元)"') }} as commission,
        {{ negated_decimal('"团长佣金(元)"') }} as recruiting_fee,
        {{ negated_decimal('"快赚客佣金(元)"') }} as promoter_commission,
        {{ negated_decimal('"服务商佣金(元)"') }} as service_provider_commission,
        {{ negated_decimal('"其他收费"') }} as other_fee,
        {{ clean_text('"其他收费明细"') }} as other_fee_detail,
        {{ safe_decimal('"商家补贴(元)"') }} as shop_discount_amount,
        {{ safe_decimal('"合计收入(元)"') }} as income_amount,
        {{ safe_decimal('"合计支出(元)"') }} as expense_amount,
        {{ clean_remark('"备注"') }} as remark,
        {{ safe_decimal('"实际结算金额(元)"') }} as _line_amount,
        {{ safe_timestamp('"实际结算时间"') }} as _content_at,
        {{ lineage_columns(content_key()) }}
    from source
),

stg_kuaishou__settlements as (
    select
        *,
        cast(null as text) as flow_number,
        cast(null as text) as after_sale_id,
        cast(null as text) as scene_name,
        case when _line_amount < 0 then 'out' else 'in' end as direction_code
    from renamed
)

select * from stg_kuaishou__settlements
