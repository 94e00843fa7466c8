-- Grain: one row of an ERP cost file: the unit cost (成本价) of a SKU from a day on.
with source as (
    select * from {{ source('raw', 'erp_cost') }}
),

stg_erp__costs as (
    select
        {{ clean_id('sku_code') }} as sku_code,
        {{ safe_date('valid_from') }} as valid_from,
        {{ safe_decimal('unit_cost') }} as unit_cost_amount,
        cast(null as decimal(18, 2)) as _line_amount,
        {{ safe_timestamp('valid_from') }} as _content_at,
        {{ lineage_columns(
            clean_id('sku_code') ~ " || ':' || cast(" ~ safe_date('valid_from') ~ " as text)"
        ) }}
    from source
)

select * from stg_erp__costs
