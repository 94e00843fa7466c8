-- Lost otherwise: cents between price and tax. Taxable + VAT = gross on every line, and VAT is
-- gross·r/(1+r) rounded half up, checked in whole cents without a division.
{{ config(meta={'dagster': {'ref': {'name': 'order_line_fact'}}}) }}
with

line as (
    select
        order_line_id as line_id,
        vat_rate,
        gross_amount,
        taxable_amount,
        vat_amount
    from {{ ref('order_line_fact') }}
    where vat_rate is not null

    union all

    select
        refund_id as line_id,
        vat_rate,
        gross_refund_amount,
        taxable_amount,
        vat_amount
    from {{ ref('refund_fact') }}
    where vat_rate is not null
),

examined as (
    select
        line_id,
        gross_amount,
        cast(gross_amount * 100 as bigint) as gross_cents,
        cast(vat_amount * 100 as bigint) as vat_cents,
        cast(vat_rate * 1000000 as bigint) as rate_millionths,
        taxable_amount + vat_amount as total_amount
    from line
)

select
    line_id as examined_id,
    gross_amount as expected_amount,
    total_amount as actual_amount
from examined
where
    total_amount is null
    or gross_amount <> total_amount
    or 2 * (gross_cents * rate_millionths - vat_cents * (1000000 + rate_millionths))
    not between -(1000000 + rate_millionths) and 1000000 + rate_millionths - 1

union all

{{ examined_nothing() }}
