-- Grain: see _star__models.yml. Not built yet.
select
    cast(null as date) as as_of_date
where 1 = 0
