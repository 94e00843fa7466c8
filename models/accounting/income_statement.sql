-- Grain: see _accounting__models.yml. Not built yet.
select
    cast(null as text) as accounting_period,
    cast(null as text) as statement_line_code,
    cast(null as integer) as line_number,
    cast(null as text) as line_name,
    cast(null as text) as line_name_en,
    cast(null as boolean) as is_total,
    cast(null as decimal(18, 2)) as period_amount,
    cast(null as decimal(18, 2)) as year_to_date_amount
where 1 = 0
