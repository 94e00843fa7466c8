-- Grain: one bill file that lacks lines which an overlapping download tells, on days between its
-- own first and last: one of the two is cut, filtered, or older than a bill issued anew.
with bill_lines as (
    select distinct
        bill_line_id,
        platform_code,
        shop_id,
        content_date,
        line_amount,
        _file_id
    from {{ ref('bill_line_fact') }}
    where bill_kind in ('fund_flow', 'settlement', 'bank', 'ad') and content_date is not null
),

repeated as (
    select bill_line_id from bill_lines
    group by bill_line_id
    having count(distinct _file_id) > 1
),

overlapping as (
    select distinct
        own._file_id as file_id,
        other._file_id as other_file_id
    from repeated
    inner join bill_lines as own on repeated.bill_line_id = own.bill_line_id
    inner join bill_lines as other
        on repeated.bill_line_id = other.bill_line_id and own._file_id <> other._file_id
),

spans as (
    select
        _file_id as file_id,
        min(content_date) as first_date,
        max(content_date) as last_date
    from bill_lines
    group by _file_id
),

-- The first and the last day may have been downloaded before they were over.
lacking as (
    select distinct
        overlapping.file_id,
        told.bill_line_id,
        told.platform_code,
        told.shop_id,
        told.content_date,
        told.line_amount
    from overlapping
    inner join spans on overlapping.file_id = spans.file_id
    inner join bill_lines as told
        on
            overlapping.other_file_id = told._file_id
            and spans.first_date < told.content_date
            and spans.last_date > told.content_date
    left join bill_lines as own
        on overlapping.file_id = own._file_id and told.bill_line_id = own.bill_line_id
    where own.bill_line_id is null
),

recon_incomplete_files as (
    select
        file_id,
        'download_incomplete' as reason_code,
        platform_code,
        {{ least_text('shop_id') }} as shop_id,
        min(bill_line_id) as bill_line_id,
        count(*) as line_count,
        min(content_date) as record_date,
        cast(coalesce(sum(line_amount), 0) as decimal(18, 2)) as difference_amount
    from lacking
    group by file_id, platform_code
)

select * from recon_incomplete_files
