-- Grain: one fee type, and `unmapped`.
with fee_types as (
    select * from {{ ref('fee_types') }}
),

fee_type_dim as (
    select
        fee_type_code,
        fee_type_name,
        fee_type_name_en,
        fee_category_code,
        is_expense
    from fee_types
)

select * from fee_type_dim
