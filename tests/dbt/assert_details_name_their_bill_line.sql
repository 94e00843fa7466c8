-- Lost otherwise: the last step down: each row of the details names the file and the row of its
-- bill line. An expense that no bill tells (a value-added-tax transfer) names none.
{{ config(meta={'dagster': {'ref': {'name': 'detail_sales_revenue'}}}) }}
with

bill_rows as (
    select
        bill_line.bill_line_id,
        bill_line._line_number,
        bill_file.file_name
    from {{ ref('bill_line_fact') }} as bill_line
    inner join {{ ref('bill_file_dim') }} as bill_file on bill_line._file_id = bill_file.file_id
),

details as (
    select
        'sub-order ' || detail.order_line_id as examined_id,
        order_line.bill_line_id,
        detail.source_bill_file,
        detail.source_row_number
    from {{ ref('detail_sales_revenue') }} as detail
    left join {{ ref('order_line_fact') }} as order_line
        on detail.order_line_id = order_line.order_line_id
    union all
    select
        'journal line ' || detail.journal_line_id as examined_id,
        journal.bill_line_id,
        detail.source_bill_file,
        detail.source_row_number
    from {{ ref('detail_expense') }} as detail
    inner join {{ ref('journal') }} as journal
        on detail.journal_line_id = journal.journal_line_id
    where journal.bill_line_id is not null
),

examined as (
    select
        details.examined_id,
        cast(1 as decimal(18, 2)) as expected_amount,
        cast(count(bill_rows.bill_line_id) as decimal(18, 2)) as actual_amount
    from details
    left join bill_rows
        on
            details.bill_line_id = bill_rows.bill_line_id
            and details.source_bill_file = bill_rows.file_name
            and details.source_row_number = bill_rows._line_number
    group by details.examined_id
)

select
    examined_id,
    expected_amount,
    actual_amount
from examined
where expected_amount <> actual_amount

union all

{{ examined_nothing() }}
