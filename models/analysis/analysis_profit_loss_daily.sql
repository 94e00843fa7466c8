-- Grain: day × voucher type × account × platform × shop × channel × product × category × province.
-- Closing vouchers are left out, so the sum over a period is the period's profit or loss.
with
journal as (
    select * from {{ ref('journal') }}
    where voucher_type_code not in ('period_close', 'year_close')
),

accounts as (
    select * from {{ ref('account_dim') }}
    where statement_code = 'income_statement' and is_leaf
),

order_tags as (
    select * from {{ ref('analysis_order_tag') }}
),

tagged_lines as (
    select
        journal.voucher_date,
        journal.accounting_period,
        journal.voucher_type_code,
        accounts.statement_line_code,
        journal.account_code,
        journal.shop_id,
        coalesce(journal.platform_code, 'company') as platform_code,
        coalesce(journal.channel_id, order_tags.channel_id, 'untagged') as channel_id,
        coalesce(order_tags.product_key, 'untagged') as product_key,
        coalesce(order_tags.category_name, 'untagged') as category_name,
        coalesce(order_tags.province_name, 'untagged') as province_name,
        journal.credit_amount - journal.debit_amount as profit_amount
    from journal
    inner join accounts on journal.account_code = accounts.account_code
    left join order_tags
        on
            journal.platform_code = order_tags.platform_code
            and coalesce(journal.sub_order_id, journal.order_id) = order_tags.named_id
),

analysis_profit_loss_daily as (
    select
        voucher_date,
        accounting_period,
        voucher_type_code,
        statement_line_code,
        account_code,
        platform_code,
        shop_id,
        channel_id,
        product_key,
        category_name,
        province_name,
        cast(sum(profit_amount) as decimal(18, 2)) as profit_amount,
        count(*) as line_count
    from tagged_lines
    group by
        voucher_date, accounting_period, voucher_type_code, statement_line_code, account_code,
        platform_code, shop_id, channel_id, product_key, category_name, province_name
)

select * from analysis_profit_loss_daily
