-- Grain: one bill line with terms of a settlement: what it settles, before fees and after, of
-- which order, and under which key the platform pays it out.
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
        {%- for level in ['match', 'transfer'] %}
            case settlement_sources.{{ level }}_level_code
                when 'order' then transactions.order_id
                when 'sub_order' then transactions.sub_order_id
                when 'batch' then transactions.batch_id
            end as {{ level }}_key,
        {%- endfor %}
        settlement_formulas.side_code
    from transactions
    inner join settlement_formulas
        on
            transactions.platform_code = settlement_formulas.platform_code
            and transactions.fee_type_code = settlement_formulas.fee_type_code
    inner join settlement_sources on transactions.platform_code = settlement_sources.platform_code
    -- A settled line is paid out though no mapping knows it; of a wallet's own such line nobody
    -- knows that it settles anything.
    where
        settlement_formulas.side_code <> 'held'
        or transactions.bill_kind = settlement_sources.bill_kind
),

recon_settlement_lines as (
    select
        platform_code,
        bill_kind,
        bill_line_id,
        -- A line that names no order stands alone, so that it is seen and not lost.
        coalesce(min(match_key), bill_line_id) as match_key,
        coalesce(min(transfer_key), bill_line_id) as transfer_key,
        min(shop_id) as shop_id,
        min(order_id) as order_id,
        min(sub_order_id) as sub_order_id,
        min(occurred_date) as occurred_date,
        cast(sum(case when side_code = 'gross' then amount else 0 end) as decimal(18, 2))
            as gross_amount,
        cast(sum(amount) as decimal(18, 2)) as settled_amount,
        max(case when side_code = 'gross' then 1 else 0 end) as gross_count
    from terms
    group by platform_code, bill_kind, bill_line_id
)

select * from recon_settlement_lines
