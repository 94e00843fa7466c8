-- Grain: one line of an ad account's bill: a day of 巨量千川, a movement elsewhere.
with daily_finances as (
    select * from {{ ref('int_ad_daily_finances_measured') }}
),

ledger_lines as (
    select * from {{ ref('int_ad_ledger_lines_measured') }}
),

int_ad_lines_unioned as (
    select
        bill_line_id,
        platform_code,
        shop_id,
        spend_date,
        cast(spend_date as timestamp) as occurred_at,
        is_mapped,
        {%- for measure in [
            'cash', 'grant', 'deposit', 'balance', 'non_grant_balance', 'balance_change',
        ] %}
            cast({{ measure }}_amount as decimal(18, 2)) as {{ measure }}_amount,
        {%- endfor %}
        _file_id,
        _line_number,
        _row_hash
    from daily_finances
    union all
    select
        bill_line_id,
        bill_platform_code as platform_code,
        shop_id,
        spend_date,
        occurred_at,
        measure_code is not null as is_mapped,
        {%- for measure, sign in [('cash', '-'), ('grant', '-'), ('deposit', '')] %}
            cast(
                case when measure_code = '{{ measure }}' then {{ sign }}amount else 0 end
                as decimal(18, 2)
            ) as {{ measure }}_amount,
        {%- endfor %}
        cast(balance_amount as decimal(18, 2)) as balance_amount,
        cast(case when is_paid_in then balance_amount end as decimal(18, 2))
            as non_grant_balance_amount,
        cast(
            case when measure_code in ('cash', 'deposit') then amount else 0 end as decimal(18, 2)
        ) as balance_change_amount,
        _file_id,
        _line_number,
        _row_hash
    from ledger_lines
)

select * from int_ad_lines_unioned
