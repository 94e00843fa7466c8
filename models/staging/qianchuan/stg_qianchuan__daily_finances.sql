-- Grain: one row of a 巨量千川 finance flow: an ad account and a day.
with source as (
    select * from {{ source('raw', 'qianchuan_finance') }}
),

stg_qianchuan__daily_finances as (
    select
        {{ safe_date('"日期"') }} as spend_date,
        {{ safe_decimal('"非赠款消耗(元)"') }} as cash_amount,
        {{ safe_decimal('"赠款消耗(元)"') }} as grant_amount,
        {{ safe_decimal('"共享钱包消耗(元)"') }} as shared_wallet_amount,
        {{ safe_decimal('"总存入(元)"') }} as deposit_amount,
        {{ safe_decimal('"总转入(元)"') }} as transfer_in_amount,
        {{ safe_decimal('"总转出(元)"') }} as transfer_out_amount,
        {{ safe_decimal('"总余额(元)"') }} as balance_amount,
        {{ safe_decimal('"非赠款余额(元)"') }} as non_grant_balance_amount,
        {{ safe_decimal('"余额总消耗(元)"') }} as _line_amount,
        {{ safe_timestamp('"日期"') }} as _content_at,
        {{ lineage_columns("cast(" ~ safe_date('"日期"') ~ " as text)") }}
    from source
)

select * from stg_qianchuan__daily_finances
