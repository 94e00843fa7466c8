-- Lost otherwise: an account in no statement, or in two. Every leaf has one line of its statement;
-- every leaf that is not cash one cash flow line.
{{ config(meta={'dagster': {'ref': {'name': 'account_dim'}}}) }}
with

line as (
    select
        statement_code,
        statement_line_code,
        count(*) as line_count
    from {{ ref('statement_lines') }}
    where not is_total
    group by statement_code, statement_line_code
),

examined as (
    select
        account_dim.account_code,
        account_dim.is_cash,
        account_dim.cash_flow_line_code,
        statement_line.line_count,
        cash_flow_line.line_count as cash_flow_line_count,
        count(*) over (partition by account_dim.account_code) as mapping_count
    from {{ ref('account_dim') }} as account_dim
    left join line as statement_line
        on
            account_dim.statement_code = statement_line.statement_code
            and account_dim.statement_line_code = statement_line.statement_line_code
    left join line as cash_flow_line
        on
            cash_flow_line.statement_code = 'cash_flow_statement'
            and account_dim.cash_flow_line_code = cash_flow_line.statement_line_code
    where account_dim.is_leaf
)

select
    account_code as examined_id,
    cast(1 as decimal(18, 2)) as expected_amount,
    cast(coalesce(line_count, 0) as decimal(18, 2)) as actual_amount
from examined
where
    mapping_count <> 1
    or coalesce(line_count, 0) <> 1
    or (is_cash and cash_flow_line_code is not null)
    or (not is_cash and coalesce(cash_flow_line_count, 0) <> 1)

union all

{{ examined_nothing() }}
