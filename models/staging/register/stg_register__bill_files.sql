-- Grain: one file, or one member of a container, in the register.
with source as (
    select * from {{ source('raw', 'bill_file') }}
),

stg_register__bill_files as (
    select
        file_id,
        file_name,
        format_code,
        status as file_status,
        reason as refusal_reason,
        cast(rows_read as bigint) as read_count,
        cast(rows_loaded as bigint) as loaded_count,
        cast(rows_quarantined as bigint) as quarantined_count,
        cast(rows_control as bigint) as control_count
    from source
)

select * from stg_register__bill_files
