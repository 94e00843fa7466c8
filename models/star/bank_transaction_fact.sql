-- Grain: see _star__models.yml. Not built yet.
select
    cast(null as text) as bank_transaction_id,
    cast(null as text) as bill_line_id,
    cast(null as text) as bank_account_id,
    cast(null as text) as bank_code,
    cast(null as text) as flow_number,
    cast(null as timestamp) as occurred_at,
    cast(null as date) as occurred_date,
    cast(null as text) as accounting_period,
    cast(null as decimal(18, 2)) as amount,
    cast(null as decimal(18, 2)) as balance_amount,
    cast(null as text) as counterparty_name,
    cast(null as text) as summary,
    cast(null as text) as purpose,
    cast(null as text) as remark,
    cast(null as text) as bank_event_code,
    cast(null as text) as platform_code,
    cast(null as text) as payout_id,
    cast(null as text) as _file_id,
    cast(null as bigint) as _line_number,
    cast(null as text) as _row_hash
where 1 = 0
