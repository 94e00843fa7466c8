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

order_lines as (

    select * from {{ ref('order_line_fact') }}

),

products as (

    select * from {{ ref('product_dim') }}

),

tagged_lines as (

    select
        order_lines.platform_code,
        order_lines.order_id,
        order_lines.sub_order_id,
        order_lines.channel_id,
        order_lines.product_key,
        products.category_name,
        order_lines.province_name
    from order_lines
    inner join products on order_lines.product_key = products.product_key

),

-- A bill line that names the order alone takes from its sub-orders only what they agree on.
tagged_orders as (

    select
        platform_code,
        order_id,
        {% for tag in ['channel_id', 'product_key', 'category_name', 'province_name'] -%}
            case when min({{ tag }}) = max({{ tag }}) then min({{ tag }}) end as {{ tag }}
            {{- "," if not loop.last }}
        {% endfor %}
    from tagged_lines
    group by platform_code, order_id

),

tagged_journal as (

    select
        journal.voucher_date,
        journal.accounting_period,
        journal.voucher_type_code,
        accounts.statement_line_code,
        journal.account_code,
        coalesce(journal.platform_code, 'company') as platform_code,
        journal.shop_id,
        coalesce(
            journal.channel_id, tagged_lines.channel_id, tagged_orders.channel_id, 'untagged'
        ) as channel_id,
        coalesce(
            tagged_lines.product_key, tagged_orders.product_key, 'untagged'
        ) as product_key,
        coalesce(
            tagged_lines.category_name, tagged_orders.category_name, 'untagged'
        ) as category_name,
        coalesce(
            tagged_lines.province_name, tagged_orders.province_name, 'untagged'
        ) as province_name,
        journal.credit_amount - journal.debit_amount as profit_amount
    from journal
    inner join accounts on journal.account_code = accounts.account_code
    left join tagged_lines
        on
            journal.platform_code = tagged_lines.platform_code
            and journal.sub_order_id = tagged_lines.sub_order_id
    left join tagged_orders
        on
            journal.platform_code = tagged_orders.platform_code
            and journal.order_id = tagged_orders.order_id

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
    from tagged_journal
    group by
        voucher_date, accounting_period, voucher_type_code, statement_line_code, account_code,
        platform_code, shop_id, channel_id, product_key, category_name, province_name

)

select * from analysis_profit_loss_daily
