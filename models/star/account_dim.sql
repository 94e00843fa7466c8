-- Grain: see _star__models.yml. Not built yet.
select
    cast(null as text) as account_code,
    cast(null as text) as account_name,
    cast(null as text) as account_name_en,
    cast(null as text) as parent_account_code,
    cast(null as integer) as account_level,
    cast(null as boolean) as is_leaf,
    cast(null as text) as account_type_code,
    cast(null as text) as normal_side_code,
    cast(null as text) as statement_code,
    cast(null as text) as statement_line_code,
    cast(null as text) as cash_flow_line_code,
    cast(null as boolean) as is_cash
where 1 = 0
