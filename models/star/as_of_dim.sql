-- Grain: one row: the day the books are seen from (截止日).
with moved as (
    select occurred_date from {{ ref('transaction_fact') }}
    where bill_kind = 'fund_flow'
    union all
    select occurred_date from {{ ref('bank_transaction_fact') }}
),

as_of_dim as (
    select
        {% if var('as_of_date') %}
        cast('{{ var("as_of_date") }}' as date) as as_of_date
        {% else %}
        -- A warehouse without bills is seen from before its first day.
        coalesce(max(occurred_date), cast('1900-01-01' as date)) as as_of_date
        {% endif %}
    from moved
)

select * from as_of_dim
