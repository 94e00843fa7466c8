-- Grain: one SKU and stretch of days in which its unit cost holds. Must not be summed.
with costs as (
    select * from {{ ref('int_costs_deduplicated') }}
),

cost_fact as (
    select
        cost_id,
        bill_line_id,
        sku_code,
        valid_from,
        unit_cost_amount,
        _file_id,
        _line_number,
        _row_hash,
        coalesce(
            lead(valid_from) over (partition by sku_code order by valid_from asc),
            cast('9999-12-31' as date)
        ) as valid_to
    from costs
)

select * from cost_fact
