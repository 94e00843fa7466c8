-- Grain: see _star__models.yml. Not built yet.
select
    cast(null as text) as file_id,
    cast(null as text) as file_name,
    cast(null as text) as source_folder,
    cast(null as text) as format_code,
    cast(null as text) as file_status,
    cast(null as text) as refusal_reason,
    cast(null as bigint) as read_count,
    cast(null as bigint) as loaded_count,
    cast(null as bigint) as quarantined_count,
    cast(null as bigint) as control_count,
    cast(null as bigint) as delivery_count
where 1 = 0
