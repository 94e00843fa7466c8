-- Grain: one row of a 抖音 settlement bill (结算账单). Fees are positive costs in most exports and
-- negative in others: the row's own totals tell. They leave here negative, so that the components
-- of a row add up to 结算金额. 用户实付 includes freight.
with source as (
    select * from {{ source('raw', 'douyin_settlement') }}
),

totalled as (
    select
        *,
        {{ safe_decimal('"收入合计"') }} as income_amount,
        {{ safe_decimal('"支出合计"') }} as expense_amount,
        {{ safe_decimal('"结算金额"') }} as settled_amount
    from source
),

told_apart as (
    select
        *,
        case
            when
                income_amount + expense_amount = settled_amount
                and income_amount - expense_amount <> settled_amount
                then 1
            else -1
        end as fee_sign
    from totalled
),

renamed as (
    select
        {{ safe_timestamp('"结算时间"') }} as occurred_at,
        {{ clean_id('"订单号"') }} as order_id,
        {{ clean_id('"子订单号"') }} as sub_order_id,
        {{ clean_id('"商品ID"') }} as product_id,
        {{ clean_text('"结算单类型"') }} as scene_name,
        {{ safe_decimal('"用户实付"') }} as payment,
        {{ safe_decimal('"平台补贴运费"') }} as subsidy_freight,
        {{ safe_decimal('"平台补贴"') }} as subsidy_platform,
        {{ safe_decimal('"其他平台补贴"') }} as subsidy_platform_other,
        {{ safe_decimal('"以旧换新抵扣"') }} as trade_in,
        {{ safe_decimal('"政府补贴平台垫资"') }} as subsidy_government,
        {{ safe_decimal('"达人补贴"') }} as subsidy_influencer,
        {{ safe_decimal('"抖音支付补贴"') }} as subsidy_payment,
        {{ safe_decimal('"抖音月付营销补贴"') }} as subsidy_monthly_pay,
        {{ safe_decimal('"银行补贴"') }} as subsidy_bank,
        {{ negated_decimal('"结算前退款金额"') }} as refund,
        cast(fee_sign * {{ safe_decimal('"平台服务费"') }} as decimal(18, 2)) as platform_service_fee,
        cast(fee_sign * {{ safe_decimal('"达人佣金"') }} as decimal(18, 2)) as commission,
        cast(fee_sign * {{ safe_decimal('"服务商佣金"') }} as decimal(18, 2))
            as service_provider_commission,
        cast(fee_sign * {{ safe_decimal('"渠道分成"') }} as decimal(18, 2)) as channel_share,
        cast(fee_sign * {{ safe_decimal('"招商服务费"') }} as decimal(18, 2)) as recruiting_fee,
        cast(fee_sign * {{ safe_decimal('"站外推广费"') }} as decimal(18, 2)) as off_site_promotion_fee,
        cast(fee_sign * {{ safe_decimal('"其他分成"') }} as decimal(18, 2)) as other_share,
        income_amount,
        cast(-fee_sign * expense_amount as decimal(18, 2)) as expense_amount,
        {{ clean_remark('"备注"') }} as remark,
        settled_amount as _line_amount,
        {{ safe_timestamp('"结算时间"') }} as _content_at,
        {{ lineage_columns(content_key()) }}
    from told_apart
),

stg_douyin__settlements as (
    select
        *,
        cast(null as text) as flow_number,
        cast(null as text) as after_sale_id,
        cast(null as decimal(18, 2)) as freight,
        case when _line_amount < 0 then 'out' else 'in' end as direction_code
    from renamed
)

select * from stg_douyin__settlements
