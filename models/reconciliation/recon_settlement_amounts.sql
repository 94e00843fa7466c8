-- Grain: one order at the level its platform settles × bill kind. Must not be summed across
-- bill_kind: a settlement and its fund flow tell the same event.
with transactions as (
    select * from {{ ref('transaction_fact') }}
),

settlement_formulas as (
    select * from {{ ref('settlement_formulas') }}
),

settlement_sources as (
    select * from {{ ref('settlement_sources') }}
),

terms as (
    select
        transactions.platform_code,
        transactions.bill_kind,
        transactions.shop_id,
        transactions.order_id,
        transactions.sub_order_id,
        transactions.occurred_date,
        transactions.bill_line_id,
        transactions.amount,
        settlement_formulas.side_code,
        case
            when settlement_sources.match_level_code = 'order' then transactions.order_id
            else transactions.sub_order_id
        end as order_key
    from transactions
    inner join settlement_formulas
        on
            transactions.platform_code = settlement_formulas.platform_code
            and transactions.fee_type_code = settlement_formulas.fee_type_code
    inner join settlement_sources on transactions.platform_code = settlement_sources.platform_code
),

bill_lines as (
    select
        platform_code,
        bill_kind,
        bill_line_id,
        -- A line that names no order stands alone, so that it is seen and not lost.
        coalesce(min(order_key), bill_line_id) as match_key,
        min(shop_id) as shop_id,
        min(order_id) as order_id,
        min(sub_order_id) as sub_order_id,
        min(occurred_date) as occurred_date,
        sum(case when side_code = 'gross' then amount else 0 end) as gross_amount,
        sum(amount) as settled_amount,
        max(case when side_code = 'gross' then 1 else 0 end) as gross_count
    from terms
    group by platform_code, bill_kind, bill_line_id
),

recon_settlement_amounts as (
    select
        platform_code,
        bill_kind,
        match_key,
        {{ least_text('shop_id') }} as shop_id,
        {{ least_text('order_id') }} as order_id,
        case
            when min(sub_order_id) = max(sub_order_id) then min(sub_order_id)
        end as sub_order_id,
        cast(sum(gross_amount) as decimal(18, 2)) as gross_amount,
        cast(sum(settled_amount) as decimal(18, 2)) as settled_amount,
        cast(count(*) as bigint) as line_count,
        cast(sum(gross_count) as bigint) as gross_line_count,
        min(occurred_date) as first_date,
        max(occurred_date) as last_date,
        {{ least_text('bill_line_id') }} as bill_line_id
    from bill_lines
    group by platform_code, bill_kind, match_key
)

select * from recon_settlement_amounts
