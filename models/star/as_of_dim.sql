-- Grain: one row: the day the books are seen from (截止日). Without bills it is before every day.
with moved as (
    select occurred_date from {{ ref('transaction_fact') }}
    where bill_kind = 'fund_flow'
    union all
    select occurred_date from {{ ref('bank_transaction_fact') }}
),

as_of_dim as (
    select
        coalesce(
            cast(nullif('{{ var("as_of_date") }}', '') as date),
            max(occurred_date),
            cast('1900-01-01' as date)
        ) as as_of_date
    from moved
)

select * from as_of_dim
