-- Grain: one bill line that is held out of posting, with the one reason why. A line that pays a
-- buyer back may be held for itself or for the refund that it tells: itself comes first.
with candidates as (
    {% for model in [
        'recon_held_money_lines',
        'recon_held_sales',
        'recon_held_refunds',
        'recon_held_stock_movements',
    ] %}
        select
            *,
            {{ loop.index }} as origin_rank
        from {{ ref(model) }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

ranked as (
    select
        bill_line_id,
        reason_code,
        {{ least_text('platform_code') }} as platform_code,
        {{ least_text('shop_id') }} as shop_id,
        {{ least_text('order_id') }} as order_id,
        {{ least_text('sub_order_id') }} as sub_order_id,
        min(record_date) as record_date,
        cast(sum(difference_amount) as decimal(18, 2)) as difference_amount,
        row_number() over (
            partition by bill_line_id order by origin_rank asc, reason_code asc
        ) as reason_rank
    from candidates
    group by bill_line_id, reason_code, origin_rank
),

recon_held_lines as (
    select
        bill_line_id,
        reason_code,
        platform_code,
        shop_id,
        order_id,
        sub_order_id,
        record_date,
        difference_amount
    from ranked
    where reason_rank = 1
)

select * from recon_held_lines
