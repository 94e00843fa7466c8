-- Grain: one line of a year's closing voucher of a shop (年结): 4103 本年利润 to 410415 未分配利润, each
-- December.
with

period_close as (
    select * from {{ ref('posting_period_close') }}
),

profit_account as (
    select account_code from {{ ref('posting_rules') }}
    where event_code = 'period_close' and component_code = 'profit'
),

closed_year as (
    select
        period_close.shop_id,
        cast(sum(period_close.credit_amount - period_close.debit_amount) as decimal(18, 2))
            as line_amount,
        extract(year from period_close.voucher_date) as year_number
    from period_close
    inner join profit_account on period_close.account_code = profit_account.account_code
    group by extract(year from period_close.voucher_date), period_close.shop_id
),

december as (
    select distinct
        accounting_period,
        voucher_date
    from period_close
    where extract(month from voucher_date) = 12
),

posted as (
    select
        {{ voucher_id('year_close', "december.accounting_period || ':' || closed_year.shop_id") }}
            as voucher_id,
        cast('year_close' as text) as event_code,
        cast('profit' as text) as component_code,
        december.voucher_date,
        cast(null as text) as own_account_code,
        cast(null as text) as platform_code,
        closed_year.shop_id,
        cast(null as text) as channel_id,
        cast(null as text) as order_id,
        cast(null as text) as sub_order_id,
        cast(null as text) as bill_line_id,
        december.accounting_period || ':' || closed_year.shop_id as source_id,
        cast(null as text) as _file_id,
        cast(null as bigint) as _line_number,
        closed_year.line_amount
    from closed_year
    inner join december on extract(year from december.voucher_date) = closed_year.year_number
),

posting_year_close as (
    {{ journal_lines(
        voucher_type_code='year_close',
        source_model='posting_period_close',
        amounts={'line': 'line_amount'}
    ) }}
)

select * from posting_year_close
