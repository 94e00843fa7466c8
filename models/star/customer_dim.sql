-- Grain: see _star__models.yml. Not built yet.
select
    cast(null as text) as customer_id,
    cast(null as text) as platform_code,
    cast(null as date) as first_order_date,
    cast(null as bigint) as order_count
where 1 = 0
