-- Grain: one reconciliation record that somebody must act on, one bill line held out of posting or
-- whose amounts do not add up, or one bill file that lacks lines or contradicts its own totals.
with records as (
    select * from {{ ref('reconciliation_record') }}
),

flags as (
    select * from {{ ref('recon_flags') }}
),

reasons as (
    select * from {{ ref('reconciliation_reasons') }}
    where is_exception
),

bill_lines as (
    select * from {{ ref('bill_line_fact') }}
    where not is_duplicate
),

bill_files as (
    select * from {{ ref('bill_file_dim') }}
),

as_of as (
    select as_of_date from {{ ref('as_of_dim') }}
),

open_items as (
    select
        reconciliation_id as exception_id,
        recon_type,
        reason_code,
        platform_code,
        shop_id,
        order_id,
        sub_order_id,
        match_key,
        record_date,
        difference_amount,
        coalesce(left_bill_line_id, right_bill_line_id) as bill_line_id,
        cast(null as {{ dbt.type_string() }}) as file_id
    from records
    union all
    select
        recon_type || ':' || match_key as exception_id,
        flags.*
    from flags
),

recon_exceptions as (
    select
        open_items.exception_id,
        open_items.recon_type,
        open_items.reason_code,
        reasons.reason_name,
        reasons.status_code,
        open_items.platform_code,
        open_items.shop_id,
        open_items.order_id,
        open_items.sub_order_id,
        open_items.match_key,
        open_items.record_date,
        cast(open_items.difference_amount as decimal(18, 2)) as difference_amount,
        {{ days_between('open_items.record_date', 'as_of.as_of_date') }} as age_days,
        reasons.owner_name,
        bill_files.file_name,
        coalesce(open_items.file_id, bill_lines._file_id) as _file_id,
        bill_lines._line_number
    from open_items
    inner join reasons on open_items.reason_code = reasons.reason_code
    left join bill_lines on open_items.bill_line_id = bill_lines.bill_line_id
    left join bill_files
        on coalesce(open_items.file_id, bill_lines._file_id) = bill_files.file_id
    cross join as_of
)

select * from recon_exceptions
