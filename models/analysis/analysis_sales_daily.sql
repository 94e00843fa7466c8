-- Grain: day × platform × shop. Gross, subsidies and VAT on the day of the books, settlement on the
-- day of the money.
with
vouchers as (
    select * from {{ ref('analysis_sale_voucher') }}
),

profit_loss as (
    select * from {{ ref('analysis_profit_loss_daily') }}
),

transactions as (
    select * from {{ ref('transaction_fact') }}
    where own_account_code is not null
),

fee_types as (
    select * from {{ ref('fee_type_dim') }}
    where fee_category_code not in ('balance_sheet', 'unmapped')
),

-- An order counts once, on the day its first line is sold, so that days add up to months and years.
orders as (
    select
        platform_code,
        shop_id,
        min(voucher_date) as date_day
    from vouchers
    where voucher_type_code = 'sale'
    group by platform_code, shop_id, order_id
),

measures as (
    {% for measure in ['gross', 'subsidy', 'vat'] -%}
        select
            voucher_date as date_day,
            platform_code,
            shop_id,
            '{{ measure }}' as measure_code,
            {{ measure }}_amount as amount
        from vouchers
        union all
    {% endfor -%}
    select
        date_day,
        platform_code,
        shop_id,
        'order' as measure_code,
        1 as amount
    from orders
    union all
    select
        transactions.occurred_date as date_day,
        transactions.platform_code,
        transactions.shop_id,
        'settlement' as measure_code,
        transactions.amount
    from transactions
    inner join fee_types on transactions.fee_type_code = fee_types.fee_type_code
    {% for measure, sign, condition in [
        ('revenue', '', "statement_line_code = 'operating_revenue'"),
        ('fee', '-', "voucher_type_code in ('sale', 'refund', 'fund_flow') "
            ~ "and statement_line_code not in ('operating_revenue', 'operating_costs')"),
        ('profit', '', 'true'),
    ] -%}
        union all
        select
            voucher_date as date_day,
            platform_code,
            shop_id,
            '{{ measure }}' as measure_code,
            {{ sign }}profit_amount as amount
        from profit_loss
        where {{ condition }}
    {% endfor -%}
),

analysis_sales_daily as (
    select
        date_day,
        platform_code,
        shop_id,
        {% for measure in [
            'gross', 'subsidy', 'settlement', 'fee', 'vat', 'revenue', 'profit',
        ] -%}
            cast(sum(
                case when measure_code = '{{ measure }}' then amount else 0 end
            ) as decimal(18, 2)) as {{ measure }}_amount,
        {% endfor -%}
        count(case when measure_code = 'order' then 1 end) as order_count
    from measures
    group by date_day, platform_code, shop_id
)

select * from analysis_sales_daily
