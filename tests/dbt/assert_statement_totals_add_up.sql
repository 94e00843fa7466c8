-- Lost otherwise: a total that its lines do not give. Each total and subtotal of a statement is the
-- sum of the lines that it spans.
{{ config(meta={'dagster': {'ref': {'name': 'balance_sheet'}}}) }}
with

printed as (
    {{ printed_statement_lines() }}
),

examined as (
    select
        summed.statement_line_code || ' ' || summed.accounting_period as examined_id,
        sum(part.first_amount) as first_expected_amount,
        sum(part.second_amount) as expected_amount,
        summed.first_amount as first_actual_amount,
        summed.second_amount as actual_amount
    from printed as summed
    inner join printed as part
        on
            summed.statement_code = part.statement_code
            and summed.accounting_period = part.accounting_period
            and part.line_number
            between summed.sum_from_line_number and summed.sum_to_line_number
    where summed.is_total and not part.is_total
    group by
        summed.statement_line_code, summed.accounting_period,
        summed.first_amount, summed.second_amount
)

select
    examined_id,
    expected_amount,
    actual_amount
from examined
where expected_amount is distinct from actual_amount

union all

select
    examined_id,
    first_expected_amount as expected_amount,
    first_actual_amount as actual_amount
from examined
where first_expected_amount is distinct from first_actual_amount

union all

{{ examined_nothing() }}
