-- Lost otherwise: a bill line that is held out of the books and on nobody's list. Each is in the
-- exceptions, under the reason of its fate and with its file and row.
{{ config(meta={'dagster': {'ref': {'name': 'bill_line_fate'}}}) }}
with

listed as (
    select distinct
        match_key as bill_line_id,
        reason_code,
        _file_id,
        _line_number
    from {{ ref('recon_exceptions') }}
    where recon_type in ('bill_line', 'version')
),

examined as (
    select
        fate.bill_line_id || ':' || fate.reason_code as examined_id,
        cast(1 as decimal(18, 2)) as expected_amount,
        cast(case when listed.bill_line_id is null then 0 else 1 end as decimal(18, 2))
            as actual_amount
    from {{ ref('bill_line_fate') }} as fate
    left join listed
        on
            fate.bill_line_id = listed.bill_line_id
            and fate.reason_code = listed.reason_code
            and fate._file_id = listed._file_id
            and fate._line_number = listed._line_number
    where fate.fate_code = 'rejected'
)

select * from examined
where expected_amount <> actual_amount

union all

{{ examined_nothing(ref('bill_line_fate'), "fate_code = 'rejected'") }}
