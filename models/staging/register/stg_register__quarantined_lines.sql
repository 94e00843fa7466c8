-- Grain: one line of a bill file that did not reach raw. Its text stays in raw: it may name a
-- buyer.
with source as (
    select * from {{ source('raw', 'quarantined_line') }}
),

stg_register__quarantined_lines as (
    select
        {{ surrogate_key(['file_id', 'sheet_name', 'line_number']) }} as raw_line_id,
        file_id,
        sheet_name,
        line_number,
        format_code,
        reason_code,
        column_name
    from source
)

select * from stg_register__quarantined_lines
