-- Lost otherwise: an expense account that no cost part holds would vanish from the costs to
-- attribute.
{{ config(meta={'dagster': {'ref': {'name': 'account_dim'}}}) }}
with

examined as (
    select
        leaf_accounts.account_code,
        cost_parts.cost_part_code
    from {{ ref('account_dim') }} as leaf_accounts
    left join {{ ref('cost_parts') }} as cost_parts
        on leaf_accounts.account_code = cost_parts.account_code
    where
        leaf_accounts.statement_code = 'income_statement'
        and leaf_accounts.is_leaf
        and leaf_accounts.statement_line_code not in ('operating_revenue', 'non_operating_income')
)

select
    account_code as examined_id,
    cast(1 as decimal(18, 2)) as expected_amount,
    cast(0 as decimal(18, 2)) as actual_amount
from examined
where cost_part_code is null

union all

{{ examined_nothing(ref('account_dim')) }}
