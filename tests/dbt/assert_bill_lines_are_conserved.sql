-- Lost otherwise: a bill row without a fate. Per file: rows read = loaded + quarantined + control;
-- loaded = posted + memo + duplicate + rejected, in rows and in the yuan that staging reads.
{{ config(meta={'dagster': {'ref': {'name': 'bill_line_fate'}}}) }}
with

fate as (
    select
        _file_id as file_id,
        count(*) as row_count,
        count(case when fate_code in ('posted', 'memo', 'duplicate', 'rejected') then 1 end)
            as fate_count,
        count(case when fate_code <> 'posted' and reason_code is null then 1 end)
            as unexplained_count,
        coalesce(sum(line_amount), 0) as line_amount
    from {{ ref('bill_line_fate') }}
    group by _file_id
),

staged as (
    select
        _file_id as file_id,
        cast(coalesce(sum(line_amount), 0) as decimal(18, 2)) as line_amount
    from {{ ref('int_bill_lines_unioned') }}
    group by _file_id
),

bill_line as (
    select
        _file_id as file_id,
        coalesce(sum(line_amount), 0) as line_amount
    from {{ ref('bill_line_fact') }}
    group by _file_id
),

examined as (
    select
        bill_file.loaded_count,
        coalesce(bill_file.file_id, fate.file_id) as file_id,
        bill_file.file_id is null as is_unregistered,
        bill_file.read_count
        - bill_file.quarantined_count
        - bill_file.control_count as expected_count,
        coalesce(fate.row_count, 0) as row_count,
        coalesce(fate.fate_count, 0) as fate_count,
        coalesce(fate.unexplained_count, 0) as unexplained_count,
        coalesce(staged.line_amount, 0) as raw_amount,
        coalesce(bill_line.line_amount, 0) as bill_line_amount,
        coalesce(fate.line_amount, 0) as fate_amount
    from {{ ref('bill_file_dim') }} as bill_file
    full join fate on bill_file.file_id = fate.file_id
    left join staged on fate.file_id = staged.file_id
    left join bill_line on fate.file_id = bill_line.file_id
    where bill_file.file_status = 'loaded' or fate.file_id is not null
)

select
    file_id as examined_id,
    raw_amount as expected_amount,
    fate_amount as actual_amount
from examined
where
    is_unregistered
    or loaded_count <> expected_count
    or row_count <> loaded_count
    or fate_count <> row_count
    or unexplained_count <> 0
    or fate_amount <> raw_amount
    or bill_line_amount <> raw_amount

union all

{{ examined_nothing() }}
