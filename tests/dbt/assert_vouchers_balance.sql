-- Lost otherwise: double entry. Debits equal credits in every voucher, of at least two lines,
-- numbered from 1, none of them zero, negative or two-sided.
{{ config(meta={'dagster': {'ref': {'name': 'journal'}}}) }}
with

examined as (
    select
        voucher_id,
        sum(debit_amount) as debit_amount,
        sum(credit_amount) as credit_amount,
        count(*) as line_count,
        count(distinct line_number) as number_count,
        max(line_number) as last_line_number,
        min(debit_amount + credit_amount) as least_amount,
        min(case when debit_amount >= 0 and credit_amount >= 0 then 1 else 0 end) as is_unsigned,
        max(case when debit_amount <> 0 and credit_amount <> 0 then 1 else 0 end) as is_two_sided
    from {{ ref('journal') }}
    group by voucher_id
)

select
    voucher_id as examined_id,
    debit_amount as expected_amount,
    credit_amount as actual_amount
from examined
where
    debit_amount <> credit_amount
    or line_count < 2
    or number_count <> line_count
    or last_line_number <> line_count
    or least_amount = 0
    or is_unsigned = 0
    or is_two_sided = 1

union all

{{ examined_nothing() }}
