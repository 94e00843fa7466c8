-- Grain: one SKU and stretch of days in which its unit cost holds. Must not be summed.
with costs as (
    select * from {{ ref('stg_erp__costs') }}
),

cost_fact as (
    select
        cost._natural_key as cost_id,
        line.bill_line_id,
        cost.sku_code,
        cost.valid_from,
        coalesce(
            lead(cost.valid_from) over (partition by cost.sku_code order by cost.valid_from asc),
            cast('9999-12-31' as date)
        ) as valid_to,
        cost.unit_cost_amount,
        line._file_id,
        line._line_number,
        line._row_hash
    from costs as cost
    inner join {{ ref('int_bill_lines_ranked') }} as line
        on cost._raw_line_id = line.raw_line_id and not line.is_duplicate
)

select * from cost_fact
