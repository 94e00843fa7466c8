-- Grain: one expectation of one loaded batch.
with source as (
    select * from {{ source('raw', 'batch_validation') }}
),

stg_register__batch_validations as (
    select
        file_id,
        format_code,
        expectation as expectation_name,
        column_name,
        is_success
    from source
)

select * from stg_register__batch_validations
