-- Grain: one bill file of the register, with its owner.
with files as (
    select * from {{ ref('stg_register__bill_files') }}
),

owners as (
    select * from {{ ref('int_files_attributed') }}
),

int_files_registered as (
    select
        bill_file.file_id,
        coalesce(file_owner.file_name, bill_file.file_name) as file_name,
        file_owner.source_folder,
        bill_file.format_code,
        bill_file.file_status,
        bill_file.refusal_reason,
        bill_file.read_count,
        bill_file.loaded_count,
        bill_file.quarantined_count,
        bill_file.control_count,
        cast(coalesce(file_owner.delivery_count, 0) as bigint) as delivery_count
    from files as bill_file
    left join owners as file_owner on bill_file.file_id = file_owner.file_id
)

select * from int_files_registered
