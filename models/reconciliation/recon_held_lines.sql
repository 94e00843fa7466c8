-- Grain: one bill line that no mapping knows: it is held out of posting.
with transactions as (
    select * from {{ ref('transaction_fact') }}
    where not is_mapped
),

bank_lines as (
    select * from {{ ref('bank_transaction_fact') }}
    where bank_event_code = 'unmapped'
),

ad_lines as (
    select * from {{ ref('ad_spend_fact') }}
    where not is_mapped
),

recon_held_lines as (
    select
        bill_line_id,
        'unknown_fee_scene' as reason_code,
        platform_code,
        {{ least_text('shop_id') }} as shop_id,
        {{ least_text('order_id') }} as order_id,
        {{ least_text('sub_order_id') }} as sub_order_id,
        min(occurred_date) as record_date,
        cast(sum(amount) as decimal(18, 2)) as difference_amount
    from transactions
    group by bill_line_id, platform_code
    union all
    select
        bill_line_id,
        'unmapped_bank_event' as reason_code,
        platform_code,
        cast(null as {{ dbt.type_string() }}) as shop_id,
        cast(null as {{ dbt.type_string() }}) as order_id,
        cast(null as {{ dbt.type_string() }}) as sub_order_id,
        occurred_date as record_date,
        amount as difference_amount
    from bank_lines
    union all
    select
        bill_line_id,
        'unknown_fee_scene' as reason_code,
        platform_code,
        shop_id,
        cast(null as {{ dbt.type_string() }}) as order_id,
        cast(null as {{ dbt.type_string() }}) as sub_order_id,
        spend_date as record_date,
        cast(0 as decimal(18, 2)) as difference_amount
    from ad_lines
)

select * from recon_held_lines
