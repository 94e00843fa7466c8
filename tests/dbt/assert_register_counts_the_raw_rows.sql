-- Lost otherwise: rows between raw and star. Each file's loaded rows stand in bill_line_fact.
{{ config(meta={'dagster': {'ref': {'name': 'bill_line_fact'}}}) }}
with bill_lines as (
    select
        _file_id,
        count(*) as line_count
    from {{ ref('bill_line_fact') }}
    group by _file_id
),

examined as (
    select
        bill_file.file_id as examined_id,
        cast(bill_file.loaded_count as decimal(18, 2)) as expected_amount,
        cast(coalesce(bill_line.line_count, 0) as decimal(18, 2)) as actual_amount
    from {{ ref('bill_file_dim') }} as bill_file
    left join bill_lines as bill_line on bill_file.file_id = bill_line._file_id
    where bill_file.file_status = 'loaded'
)

select * from examined
where expected_amount is distinct from actual_amount

union all

{{ examined_nothing(ref('bill_line_fact')) }}
