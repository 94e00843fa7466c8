-- Grain: one delivery of a file: the same bytes under another name or folder are another row.
with source as (
    select * from {{ source('raw', 'bill_file_delivery') }}
),

stg_register__bill_file_deliveries as (
    select
        file_id,
        file_name,
        source_folder,
        container_name
    from source
)

select * from stg_register__bill_file_deliveries
