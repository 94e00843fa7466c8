-- Grain: one line of a period's VAT voucher (转出未交增值税): what the period owes of 222101 应交增值税 goes to
-- 222102 未交增值税, which the next month's payment clears. Input VAT left over (留抵) stays in 222101.
with

vat_account as (
    select account_code
    from {{ ref('chart_of_accounts') }}
    where parent_account_code = '222101'
),

period_end as (
    select
        accounting_period,
        max(date_day) as voucher_date
    from {{ ref('date_dim') }}
    group by accounting_period
),

period_vat as (
    select
        movement.accounting_period,
        sum(sum(movement.credit_amount - movement.debit_amount)) over (
            order by movement.accounting_period rows between unbounded preceding and current row
        ) as accrued_amount
    from {{ ref('account_movement') }} as movement
    inner join vat_account on movement.account_code = vat_account.account_code
    group by movement.accounting_period
),

-- What was ever owed is the highest accrual so far: a later surplus of input VAT takes none back.
owed as (
    select
        accounting_period,
        max(greatest(accrued_amount, 0)) over (
            order by accounting_period rows between unbounded preceding and current row
        ) as owed_amount
    from period_vat
),

transfer as (
    select
        accounting_period,
        cast(
            owed_amount - lag(owed_amount, 1, 0) over (order by accounting_period)
            as decimal(18, 2)
        ) as line_amount
    from owed
),

posted as (
    select
        {{ voucher_id('vat_transfer', 'transfer.accounting_period') }} as voucher_id,
        cast('vat_transfer' as text) as event_code,
        cast('vat' as text) as component_code,
        period_end.voucher_date,
        cast(null as text) as own_account_code,
        cast(null as text) as platform_code,
        cast('company' as text) as shop_id,
        cast(null as text) as channel_id,
        cast(null as text) as order_id,
        cast(null as text) as sub_order_id,
        cast(null as text) as bill_line_id,
        transfer.accounting_period as source_id,
        cast(null as text) as _file_id,
        cast(null as bigint) as _line_number,
        transfer.line_amount
    from transfer
    inner join period_end on transfer.accounting_period = period_end.accounting_period
),

posting_vat_transfer as (
    {{ journal_lines(
        voucher_type_code='vat_transfer',
        source_model='account_movement',
        amounts={'line': 'line_amount'}
    ) }}
)

select * from posting_vat_transfer
