-- Grain: one row of a 抖音 fund bill (动账明细). Component columns carry their own sign; the
-- line's sign is its direction's, whatever sign the cell shows.
with source as (
    select * from {{ source('raw', 'douyin_fund') }}
),

renamed as (
    select
        {{ clean_id('"动帐流水号"') }} as flow_number,
        {{ safe_timestamp('"动账时间"') }} as occurred_at,
        {{ direction_code('"动账方向"', ['入账'], ['出账']) }} as direction_code,
        {{ safe_decimal('"动账金额"') }} as unsigned_amount,
        {{ clean_text('"动账场景"') }} as scene_name,
        {{ clean_id('"子订单号"') }} as sub_order_id,
        {{ clean_id('"订单号"') }} as order_id,
        {{ clean_id('"售后编号"') }} as after_sale_id,
        {{ clean_id('"商品ID"') }} as product_id,
        {{ safe_decimal('"订单实付应结"') }} as payment,
        {{ safe_decimal('"运费实付"') }} as freight,
        {{ safe_decimal('"实际平台补贴_运费"') }} as subsidy_freight,
        {{ safe_decimal('"实际平台补贴"') }} as subsidy_platform,
        {{ safe_decimal('"其他平台补贴"') }} as subsidy_platform_other,
        {{ safe_decimal('"以旧换新抵扣"') }} as trade_in,
        {{ safe_decimal('"政府补贴平台垫资"') }} as subsidy_government,
        {{ safe_decimal('"实际达人补贴"') }} as subsidy_influencer,
        {{ safe_decimal('"实际抖音支付补贴"') }} as subsidy_payment,
        {{ safe_decimal('"实际抖音月付营销补贴"') }} as subsidy_monthly_pay,
        {{ safe_decimal('"银行补贴"') }} as subsidy_bank,
        {{ safe_decimal('"订单退款"') }} as refund,
        {{ safe_decimal('"平台服务费"') }} as platform_service_fee,
        {{ safe_decimal('"佣金"') }} as commission,
        {{ safe_decimal('"服务商佣金"') }} as service_provider_commission,
        {{ safe_decimal('"渠道分成"') }} as channel_share,
        {{ safe_decimal('"招商服务费"') }} as recruiting_fee,
        {{ safe_decimal('"站外推广费"') }} as off_site_promotion_fee,
        {{ safe_decimal('"其他分成"') }} as other_share,
        {{ clean_remark('"备注"') }} as remark,
        {{ lineage_columns(clean_id('"动帐流水号"')) }}
    from source
),

stg_douyin__fund_flows as (
    select
        *,
        {{ signed_by_direction('unsigned_amount') }} as _line_amount,
        occurred_at as _content_at
    from renamed
)

select * from stg_douyin__fund_flows
