-- Grain: see _accounting__models.yml. Not built yet.
select
    cast(null as text) as accounting_period,
    cast(null as text) as account_code,
    cast(null as text) as account_name,
    cast(null as integer) as account_level,
    cast(null as text) as parent_account_code,
    cast(null as boolean) as is_leaf,
    cast(null as text) as shop_id,
    cast(null as decimal(18, 2)) as opening_balance,
    cast(null as decimal(18, 2)) as debit_amount,
    cast(null as decimal(18, 2)) as credit_amount,
    cast(null as decimal(18, 2)) as ending_balance,
    cast(null as bigint) as transaction_count
where 1 = 0
