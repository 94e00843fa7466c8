-- Grain: one bill file that lacks lines which an overlapping download tells, on days between its
-- own first and last, or where each of the two lacks lines of the other on one day: one of them is
-- cut, filtered, or older than a bill issued anew.
with bill_lines as (
    select distinct
        bill_line_id,
        platform_code,
        shop_id,
        content_date,
        content_at,
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
        min(content_at) as first_at,
        max(content_at) as last_at
    from bill_lines
    group by _file_id
),

missing as (
    select distinct
        overlapping.file_id,
        overlapping.other_file_id,
        told.bill_line_id,
        told.platform_code,
        told.shop_id,
        told.content_date,
        told.line_amount,
        cast(spans.first_at as date) < told.content_date
        and cast(spans.last_at as date) > told.content_date as is_inside
    from overlapping
    inner join spans on overlapping.file_id = spans.file_id
    inner join bill_lines as told
        on
            overlapping.other_file_id = told._file_id
            and spans.first_at <= told.content_at
            and spans.last_at >= told.content_at
    left join bill_lines as own
        on overlapping.file_id = own._file_id and told.bill_line_id = own.bill_line_id
    where own.bill_line_id is null
),

-- The first and the last day may have been downloaded before they were over: then the one download
-- has all lines of the other.
lacking as (
    select distinct
        missing.file_id,
        missing.bill_line_id,
        missing.platform_code,
        missing.shop_id,
        missing.content_date,
        missing.line_amount
    from missing
    left join missing as reverse
        on
            missing.file_id = reverse.other_file_id
            and missing.other_file_id = reverse.file_id
            and missing.content_date = reverse.content_date
    where missing.is_inside or reverse.bill_line_id is not null
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
