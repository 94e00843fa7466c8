-- Grain: voucher of a sale or a refund that earns or takes back revenue; refunds are negative.
-- A voucher without revenue (a fee that the platform returned) sells nothing and is left out.
with
journal as (
    select * from {{ ref('journal') }}
    where voucher_type_code in ('sale', 'refund')
),

accounts as (
    select * from {{ ref('account_dim') }}
    where statement_line_code in ('operating_revenue', 'taxes_payable')
),

order_lines as (
    select * from {{ ref('order_line_fact') }}
),

refunds as (
    select * from {{ ref('refund_fact') }}
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

vouchers as (
    select
        journal.voucher_id,
        journal.voucher_type_code,
        journal.voucher_date,
        journal.platform_code,
        journal.shop_id,
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
    group by
        journal.voucher_id, journal.voucher_type_code, journal.voucher_date,
        journal.platform_code, journal.shop_id, journal.order_id, journal.source_id
    having count(case when accounts.statement_line_code = 'operating_revenue' then 1 end) > 0
),

analysis_sale_voucher as (
    select
        vouchers.voucher_id,
        vouchers.voucher_type_code,
        vouchers.voucher_date,
        vouchers.platform_code,
        vouchers.shop_id,
        vouchers.order_id,
        cast(
            vouchers.sold_amount - coalesce(subsidies.subsidy_amount, 0) as decimal(18, 2)
        ) as gross_amount,
        cast(coalesce(subsidies.subsidy_amount, 0) as decimal(18, 2)) as subsidy_amount,
        cast(vouchers.vat_amount as decimal(18, 2)) as vat_amount
    from vouchers
    left join subsidies
        on
            vouchers.voucher_type_code = subsidies.voucher_type_code
            and vouchers.source_id = subsidies.source_id
)

select * from analysis_sale_voucher
