-- Grain: one line of a bill file that could not be trusted and did not reach raw.
with quarantined_lines as (
    select * from {{ ref('int_quarantined_lines_attributed') }}
),

quarantined_line_fact as (
    select
        raw_line_id as quarantined_line_id,
        format_code,
        shop_id,
        reason_code,
        column_name,
        file_id as _file_id,
        line_number as _line_number
    from quarantined_lines
)

select * from quarantined_line_fact
