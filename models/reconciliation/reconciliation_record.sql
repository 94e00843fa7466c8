-- Grain: see _reconciliation__models.yml. Not built yet.
select
    cast(null as text) as reconciliation_id,
    cast(null as text) as recon_type,
    cast(null as text) as match_key,
    cast(null as text) as platform_code,
    cast(null as text) as shop_id,
    cast(null as text) as order_id,
    cast(null as text) as sub_order_id,
    cast(null as date) as record_date,
    cast(null as text) as accounting_period,
    cast(null as decimal(18, 2)) as left_amount,
    cast(null as decimal(18, 2)) as right_amount,
    cast(null as decimal(18, 2)) as difference_amount,
    cast(null as bigint) as left_count,
    cast(null as bigint) as right_count,
    cast(null as text) as match_method_code,
    cast(null as text) as status_code,
    cast(null as text) as reason_code,
    cast(null as bigint) as age_days,
    cast(null as text) as owner_name,
    cast(null as text) as left_bill_line_id,
    cast(null as text) as right_bill_line_id
where 1 = 0
