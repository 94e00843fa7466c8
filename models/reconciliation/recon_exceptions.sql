-- Grain: see _reconciliation__models.yml. Not built yet.
select
    cast(null as text) as exception_id,
    cast(null as text) as recon_type,
    cast(null as text) as reason_code,
    cast(null as text) as reason_name,
    cast(null as text) as status_code,
    cast(null as text) as platform_code,
    cast(null as text) as shop_id,
    cast(null as text) as order_id,
    cast(null as text) as sub_order_id,
    cast(null as text) as match_key,
    cast(null as date) as record_date,
    cast(null as decimal(18, 2)) as difference_amount,
    cast(null as bigint) as age_days,
    cast(null as text) as owner_name,
    cast(null as text) as file_name,
    cast(null as text) as _file_id,
    cast(null as bigint) as _line_number
where 1 = 0
