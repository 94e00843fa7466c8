-- Grain: one row of an 阿里妈妈 daily ad account (投放账户日账): an ad account and a day. Repeats
-- the ledger of the ad account.
with source as (
    select * from {{ source('raw', 'alimama_daily') }}
),

stg_alimama__daily_finances as (
    select
        {{ safe_date('"日期"') }} as spend_date,
        {{ clean_id('"投放账户ID"') }} as account_number,
        {{ clean_text('"投放账户名称"') }} as account_name,
        {{ safe_decimal('"现金消耗"') }} as cash_amount,
        {{ safe_decimal('"代金券消耗"') }} as voucher_amount,
        {{ safe_decimal('"赔付赠款消耗"') }} as grant_amount,
        {{ safe_decimal('"总转入"') }} as deposit_amount,
        {{ safe_decimal('"总转出"') }} as withdrawal_amount,
        {{ safe_decimal('"日终结余总额"') }} as balance_amount,
        {{ safe_decimal('"总消耗"') }} as _line_amount,
        {{ safe_timestamp('"日期"') }} as _content_at,
        {{ lineage_columns(
            clean_id('"投放账户ID"') ~ " || ':' || cast(" ~ safe_date('"日期"') ~ " as text)"
        ) }}
    from source
)

select * from stg_alimama__daily_finances
