-- Grain: one line in quarantine, with the shop its file belongs to.
with quarantined_lines as (
    select * from {{ ref('stg_register__quarantined_lines') }}
),

files as (
    select * from {{ ref('int_files_attributed') }}
),

int_quarantined_lines_attributed as (
    select
        quarantined.raw_line_id,
        quarantined.format_code,
        quarantined.reason_code,
        quarantined.column_name,
        quarantined.file_id,
        quarantined.line_number,
        coalesce(bill_file.shop_id, 'unknown') as shop_id
    from quarantined_lines as quarantined
    left join files as bill_file on quarantined.file_id = bill_file.file_id
)

select * from int_quarantined_lines_attributed
