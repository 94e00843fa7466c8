-- Grain: one bill file of the register.
with files as (
    select * from {{ ref('int_files_registered') }}
),

bill_file_dim as (
    select
        file_id,
        file_name,
        source_folder,
        format_code,
        file_status,
        refusal_reason,
        read_count,
        loaded_count,
        quarantined_count,
        control_count,
        delivery_count
    from files
)

select * from bill_file_dim
