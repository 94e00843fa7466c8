-- Grain: see _star__models.yml. Not built yet.
select
    cast(null as text) as channel_id,
    cast(null as text) as platform_code,
    cast(null as text) as shop_id,
    cast(null as text) as platform_name,
    cast(null as text) as shop_name,
    cast(null as text) as traffic_source_code,
    cast(null as text) as traffic_source_name,
    cast(null as date) as valid_from,
    cast(null as date) as valid_to
where 1 = 0
