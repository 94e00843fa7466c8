-- Grain: one line of a period's closing voucher of a shop (结转损益): every income and cost account to
-- 4103 本年利润.
with

movement as (
    select * from {{ ref('account_movement') }}
),

chart as (
    select
        account_code,
        has_shop,
        account_type_code
    from {{ ref('chart_of_accounts') }}
),

period_end as (
    select
        accounting_period,
        max(date_day) as voucher_date
    from {{ ref('date_dim') }}
    group by accounting_period
),

profit_and_loss as (
    select
        movement.accounting_period,
        movement.shop_id,
        movement.account_code,
        cast(sum(movement.credit_amount - movement.debit_amount) as decimal(18, 2)) as line_amount
    from movement
    inner join chart on movement.account_code = chart.account_code
    where chart.account_type_code = 'profit_and_loss'
    group by movement.accounting_period, movement.shop_id, movement.account_code
),

closing as (
    select
        accounting_period,
        shop_id,
        cast('account' as text) as component_code,
        account_code as own_account_code,
        line_amount
    from profit_and_loss

    union all

    select
        accounting_period,
        shop_id,
        cast('profit' as text) as component_code,
        cast(null as text) as own_account_code,
        cast(sum(line_amount) as decimal(18, 2)) as line_amount
    from profit_and_loss
    group by accounting_period, shop_id
),

posted as (
    select
        {{ voucher_id('period_close', "closing.accounting_period || ':' || closing.shop_id") }}
            as voucher_id,
        cast('period_close' as text) as event_code,
        closing.component_code,
        period_end.voucher_date,
        closing.own_account_code,
        cast(null as text) as platform_code,
        closing.shop_id,
        cast(null as text) as channel_id,
        cast(null as text) as order_id,
        cast(null as text) as sub_order_id,
        cast(null as text) as bill_line_id,
        closing.accounting_period || ':' || closing.shop_id || ':'
        || coalesce(closing.own_account_code, '') as source_id,
        cast(null as text) as _file_id,
        cast(null as bigint) as _line_number,
        closing.line_amount
    from closing
    inner join period_end on closing.accounting_period = period_end.accounting_period
),

posting_period_close as (
    {{ journal_lines(
        voucher_type_code='period_close',
        source_model='account_movement',
        amounts={'line': 'line_amount'}
    ) }}
)

select * from posting_period_close
