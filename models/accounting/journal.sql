-- Grain: see _accounting__models.yml. Not built yet.
select
    cast(null as text) as journal_line_id,
    cast(null as text) as voucher_id,
    cast(null as integer) as line_number,
    cast(null as text) as voucher_type_code,
    cast(null as date) as voucher_date,
    cast(null as text) as accounting_period,
    cast(null as text) as account_code,
    cast(null as decimal(18, 2)) as debit_amount,
    cast(null as decimal(18, 2)) as credit_amount,
    cast(null as text) as description,
    cast(null as text) as event_code,
    cast(null as text) as platform_code,
    cast(null as text) as shop_id,
    cast(null as text) as channel_id,
    cast(null as text) as order_id,
    cast(null as text) as sub_order_id,
    cast(null as text) as bill_line_id,
    cast(null as text) as source_model,
    cast(null as text) as source_id,
    cast(null as text) as _file_id,
    cast(null as bigint) as _line_number
where 1 = 0
