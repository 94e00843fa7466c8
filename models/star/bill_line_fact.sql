-- Grain: one row of one loaded bill file, duplicates included. line_amount must not be summed
-- across bill_kind.
with bill_lines as (
    select * from {{ ref('int_bill_lines_ranked') }}
),

bill_line_fact as (
    select
        raw_line_id,
        bill_line_id,
        source_name,
        bill_kind,
        platform_code,
        shop_id,
        cast(line_amount as decimal(18, 2)) as line_amount,
        is_duplicate,
        cast(_content_at as date) as content_date,
        _content_at as content_at,
        _residual as identity_residual,
        _file_id,
        _line_number,
        _row_hash
    from bill_lines
)

select * from bill_line_fact
