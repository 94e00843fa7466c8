-- Grain: one day of a 巨量千川 account, with its spend and what moved its balance of paid-in money.
-- What a shared wallet paid is money of another account: a mapping says what it measures here, and
-- without one the day is held.
with daily_finances as (
    {{ counted_rows('stg_qianchuan__daily_finances') }}
),

mappings as (
    select * from {{ ref('ad_scene_mappings') }}
),

measured as (
    select
        daily.*,
        scene.measure_code,
        coalesce(daily.shared_wallet_amount, 0) as shared_amount
    from daily_finances as daily
    left join mappings as scene
        on
            daily.bill_platform_code = scene.platform_code
            and '共享钱包消耗' like scene.scene_like
            and daily.spend_date >= scene.valid_from
            and daily.spend_date < scene.valid_to
),

int_ad_daily_finances_measured as (
    select
        bill_line_id,
        bill_platform_code as platform_code,
        shop_id,
        spend_date,
        shared_amount = 0 or measure_code is not null as is_mapped,
        {%- for measure in ['cash', 'grant'] %}
            cast(
                {{ measure }}_amount
                + case when measure_code = '{{ measure }}' then shared_amount else 0 end
                as decimal(18, 2)
            ) as {{ measure }}_amount,
        {%- endfor %}
        deposit_amount,
        balance_amount,
        non_grant_balance_amount,
        cast(
            deposit_amount - cash_amount + coalesce(transfer_in_amount, 0)
            - abs(coalesce(transfer_out_amount, 0)) as decimal(18, 2)
        ) as balance_change_amount,
        _file_id,
        _line_number,
        _row_hash
    from measured
)

select * from int_ad_daily_finances_measured
