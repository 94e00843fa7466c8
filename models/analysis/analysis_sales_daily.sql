-- Grain: day × platform × shop: what was sold, taxed and settled, with VAT, on the day of the books.
with

journal as (

    select * from {{ ref('journal') }}

),

accounts as (

    select * from {{ ref('account_dim') }}

),

order_lines as (

    select * from {{ ref('order_line_fact') }}

),

refunds as (

    select * from {{ ref('refund_fact') }}

),

transactions as (

    select * from {{ ref('transaction_fact') }}

),

fee_types as (

    select * from {{ ref('fee_type_dim') }}

),

-- A voucher's revenue and VAT; a voucher without revenue (a fee the platform returned) sells nothing.
vouchers as (

    select
        journal.voucher_date as date_day,
        journal.platform_code,
        journal.shop_id,
        journal.voucher_type_code,
        journal.order_id,
        journal.source_id,
        sum(journal.credit_amount - journal.debit_amount) as sold_amount,
        sum(
            case
                when accounts.statement_line_code = 'taxes_payable'
                    then journal.credit_amount - journal.debit_amount
                else 0
            end
        ) as vat_amount
    from journal
    inner join accounts on journal.account_code = accounts.account_code
    where
        journal.voucher_type_code in ('sale', 'refund')
        and accounts.statement_line_code in ('operating_revenue', 'taxes_payable')
    group by
        journal.voucher_id, journal.voucher_date, journal.platform_code, journal.shop_id,
        journal.voucher_type_code, journal.order_id, journal.source_id
    having count(case when accounts.statement_line_code = 'operating_revenue' then 1 end) > 0

),

subsidies as (

    select
        'sale' as voucher_type_code,
        order_line_id as source_id,
        platform_discount_amount + influencer_discount_amount + payment_discount_amount
            as subsidy_amount
    from order_lines
    union all
    select
        'refund' as voucher_type_code,
        refund_id as source_id,
        -subsidy_refund_amount as subsidy_amount
    from refunds

),

-- An order counts once, on the day its first line is sold, so days add up to months and years.
first_sales as (

    select
        platform_code,
        shop_id,
        min(date_day) as date_day
    from vouchers
    where voucher_type_code = 'sale'
    group by platform_code, shop_id, order_id

),

movements as (

    select
        vouchers.date_day,
        vouchers.platform_code,
        vouchers.shop_id,
        vouchers.sold_amount - coalesce(subsidies.subsidy_amount, 0) as gross_amount,
        coalesce(subsidies.subsidy_amount, 0) as subsidy_amount,
        vouchers.vat_amount,
        0 as settlement_amount,
        0 as order_count
    from vouchers
    left join subsidies
        on
            vouchers.voucher_type_code = subsidies.voucher_type_code
            and vouchers.source_id = subsidies.source_id
    union all
    select
        date_day,
        platform_code,
        shop_id,
        0 as gross_amount,
        0 as subsidy_amount,
        0 as vat_amount,
        0 as settlement_amount,
        1 as order_count
    from first_sales
    union all
    select
        transactions.occurred_date as date_day,
        transactions.platform_code,
        transactions.shop_id,
        0 as gross_amount,
        0 as subsidy_amount,
        0 as vat_amount,
        transactions.amount as settlement_amount,
        0 as order_count
    from transactions
    inner join fee_types on transactions.fee_type_code = fee_types.fee_type_code
    where
        transactions.bill_kind = 'fund_flow'
        and fee_types.fee_category_code not in ('balance_sheet', 'unmapped')

),

analysis_sales_daily as (

    select
        date_day,
        platform_code,
        shop_id,
        cast(sum(gross_amount) as decimal(18, 2)) as gross_amount,
        cast(sum(subsidy_amount) as decimal(18, 2)) as subsidy_amount,
        cast(sum(vat_amount) as decimal(18, 2)) as vat_amount,
        cast(sum(settlement_amount) as decimal(18, 2)) as settlement_amount,
        cast(sum(order_count) as bigint) as order_count
    from movements
    group by date_day, platform_code, shop_id

)

select * from analysis_sales_daily
