-- Lost otherwise: assets = liabilities + equity, at the start and at the end of every period.
{{ config(meta={'dagster': {'ref': {'name': 'balance_sheet'}}}) }}
with

examined as (
    select
        accounting_period,
        max(case when statement_line_code = 'total_assets' then opening_amount end)
            as assets_opening_amount,
        max(case when statement_line_code = 'total_liabilities_and_equity' then opening_amount end)
            as funded_opening_amount,
        max(case when statement_line_code = 'total_assets' then ending_amount end)
            as assets_ending_amount,
        max(case when statement_line_code = 'total_liabilities_and_equity' then ending_amount end)
            as funded_ending_amount
    from {{ ref('balance_sheet') }}
    group by accounting_period
)

select
    accounting_period as examined_id,
    assets_ending_amount as expected_amount,
    funded_ending_amount as actual_amount
from examined
where
    assets_ending_amount is null
    or funded_ending_amount is null
    or assets_opening_amount <> funded_opening_amount
    or assets_ending_amount <> funded_ending_amount

union all

{{ examined_nothing() }}
