-- Grain: see _star__models.yml. Not built yet.
select
    cast(null as text) as ad_spend_id,
    cast(null as text) as bill_line_id,
    cast(null as text) as platform_code,
    cast(null as text) as shop_id,
    cast(null as text) as channel_id,
    cast(null as date) as spend_date,
    cast(null as decimal(18, 2)) as cash_amount,
    cast(null as decimal(18, 2)) as grant_amount,
    cast(null as decimal(18, 2)) as deposit_amount,
    cast(null as decimal(18, 2)) as balance_amount,
    cast(null as decimal(18, 2)) as non_grant_balance_amount,
    cast(null as text) as _file_id,
    cast(null as bigint) as _line_number,
    cast(null as text) as _row_hash
where 1 = 0
