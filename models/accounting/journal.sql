-- Grain: one line of a voucher (凭证分录), closing entries included: leave these out (voucher_type_code period_close,
-- year_close) to sum income and cost accounts.
with

voucher_line as (
    select * from {{ ref('journal_before_close') }}

    union all

    select * from {{ ref('posting_period_close') }}

    union all

    select * from {{ ref('posting_year_close') }}
),

journal as (
    select
        voucher_id || '-' || cast(line_number as text) as journal_line_id,
        voucher_line.*
    from voucher_line
)

select * from journal
