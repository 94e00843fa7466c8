-- Grain: one account of the chart (会计科目).
with chart as (
    select * from {{ ref('chart_of_accounts') }}
),

account_dim as (
    select
        account_code,
        account_name,
        account_name_en,
        parent_account_code,
        account_level,
        is_leaf,
        account_type_code,
        normal_side_code,
        statement_code,
        statement_line_code,
        cash_flow_line_code,
        is_cash
    from chart
)

select * from account_dim
