-- Grain: one row of a 天猫 deposit account (保证金账户明细): a leg of a movement between accounts.
-- Repeats the deposit lines of the Alipay ledger.
with source as (
    select * from {{ source('raw', 'tmall_deposit') }}
),

stg_tmall__deposit_lines as (
    select
        {{ clean_id('"业务编号"') }} as flow_number,
        {{ safe_timestamp('"完成时间"') }} as occurred_at,
        {{ clean_text('"操作类型"') }} as type_name,
        {{ clean_text('"原因"') }} as scene_name,
        {{ clean_text('"来源账户"') }} as source_account_name,
        {{ clean_text('"去向账户"') }} as target_account_name,
        {{ clean_id('"订单编号"') }} as order_id,
        {{ clean_remark('"备注"') }} as remark,
        {{ safe_decimal('"收支金额(元)"') }} as _line_amount,
        {{ safe_timestamp('"完成时间"') }} as _content_at,
        {{ lineage_columns(content_key()) }}
    from source
)

select * from stg_tmall__deposit_lines
