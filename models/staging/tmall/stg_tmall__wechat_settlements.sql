-- Grain: one row of a 千牛 ledger of orders paid by 微信 (聚合结算). The day stands beside the time
-- (14 columns) or in it (8); a movement has one key in either export.
with source as (
    select * from {{ source('raw', 'tmall_wechat_settlement') }}
),

dated as (
    select
        *,
        {{ clean_id('"入帐时间"') }} as time_text,
        cast({{ safe_date('"入帐日期"') }} as text) as date_text
    from source
),

timed as (
    select
        *,
        case when length(time_text) > 8 then time_text else date_text || ' ' || time_text end
            as occurred_text
    from dated
),

renamed as (
    select
        *,
        {{ clean_id('"支付流水号"') }} as flow_number,
        {{ safe_timestamp('occurred_text') }} as occurred_at,
        {{ clean_id('"主订单id"') }} as order_id,
        {{ clean_id('"子订单id"') }} as sub_order_id,
        {{ safe_decimal('"收入金额(元)"') }} as income_amount,
        {{ safe_decimal('"支出金额(元)"') }} as outgo_amount,
        {{ clean_text('"入帐类型"') }} as scene_name,
        {{ clean_text('"业务描述"') }} as description,
        {{ clean_remark('"备注"') }} as remark
    from timed
),

signed as (
    select
        *,
        cast(coalesce(income_amount, 0) - abs(coalesce(outgo_amount, 0)) as decimal(18, 2))
            as line_amount
    from renamed
),

stg_tmall__wechat_settlements as (
    select
        flow_number,
        occurred_at,
        order_id,
        sub_order_id,
        cast(null as text) as after_sale_id,
        case when line_amount < 0 then 'out' else 'in' end as direction_code,
        income_amount,
        outgo_amount,
        scene_name,
        description,
        remark,
        line_amount as _line_amount,
        occurred_at as _content_at,
        {{ lineage_columns(
            shared_key(['flow_number', 'order_id', 'scene_name', 'occurred_at', 'line_amount'])
        ) }}
    from signed
)

select * from stg_tmall__wechat_settlements
