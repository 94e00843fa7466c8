-- Grain: one bill file of the register.
with files as (
    select * from {{ ref('stg_register__bill_files') }}
),

owners as (
    select * from {{ ref('int_files_attributed') }}
),

bill_file_dim as (
    select
        file.file_id,
        coalesce(owner.file_name, file.file_name) as file_name,
        owner.source_folder,
        file.format_code,
        file.file_status,
        file.refusal_reason,
        file.read_count,
        file.loaded_count,
        file.quarantined_count,
        file.control_count,
        cast(coalesce(owner.delivery_count, 0) as bigint) as delivery_count
    from files as file
    left join owners as owner on file.file_id = owner.file_id
)

select * from bill_file_dim
