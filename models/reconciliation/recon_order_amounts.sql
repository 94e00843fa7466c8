-- Grain: one order at the level its platform settles (sub-order, or main order). Orders that were
-- never paid are not here.
with order_lines as (
    select * from {{ ref('order_line_fact') }}
    where paid_at is not null
),

refunds as (
    select * from {{ ref('refund_fact') }}
    where refund_status_code in ('success', 'unknown')
),

settlement_sources as (
    select * from {{ ref('settlement_sources') }}
),

order_events as (
    select
        platform_code,
        shop_id,
        order_id,
        sub_order_id,
        bill_line_id,
        gross_amount,
        cast(0 as decimal(18, 2)) as refund_amount,
        cast(ordered_at as date) as event_date,
        recognised_date,
        cast(null as date) as refunded_date,
        case when order_status_code in ('paid', 'shipped') then 1 else 0 end as open_count,
        case when order_status_code = 'unknown' then 1 else 0 end as unclear_count
    from order_lines
    union all
    select
        platform_code,
        shop_id,
        order_id,
        sub_order_id,
        bill_line_id,
        cast(0 as decimal(18, 2)) as gross_amount,
        case when refund_status_code = 'success' then gross_refund_amount else 0 end
            as refund_amount,
        refunded_date as event_date,
        cast(null as date) as recognised_date,
        refunded_date,
        0 as open_count,
        case when refund_status_code = 'unknown' or refund_type_code = 'unknown' then 1 else 0 end
            as unclear_count
    from refunds
),

keyed_events as (
    select
        order_events.*,
        case
            when settlement_sources.match_level_code = 'order' then order_events.order_id
            else order_events.sub_order_id
        end as match_key
    from order_events
    inner join settlement_sources on order_events.platform_code = settlement_sources.platform_code
),

recon_order_amounts as (
    select
        platform_code,
        match_key,
        {{ least_text('shop_id') }} as shop_id,
        {{ least_text('order_id') }} as order_id,
        case
            when min(sub_order_id) = max(sub_order_id) then min(sub_order_id)
        end as sub_order_id,
        cast(sum(gross_amount) as decimal(18, 2)) as gross_amount,
        cast(sum(refund_amount) as decimal(18, 2)) as refund_amount,
        cast(sum(gross_amount) - sum(refund_amount) as decimal(18, 2)) as expected_amount,
        cast(count(*) as bigint) as event_count,
        cast(sum(open_count) as bigint) as open_count,
        cast(sum(unclear_count) as bigint) as unclear_count,
        min(event_date) as first_date,
        max(recognised_date) as recognised_date,
        max(refunded_date) as last_refunded_date,
        {{ least_text('bill_line_id') }} as bill_line_id
    from keyed_events
    group by platform_code, match_key
)

select * from recon_order_amounts
