-- Grain: one bill line whose amounts do not add up as its format says they must (校验差).
with bill_lines as (
    select * from {{ ref('bill_line_fact') }}
    where not is_duplicate
),

recon_broken_identities as (
    select
        bill_line_id,
        'identity_broken' as reason_code,
        platform_code,
        shop_id,
        cast(null as {{ dbt.type_string() }}) as order_id,
        cast(null as {{ dbt.type_string() }}) as sub_order_id,
        content_date as record_date,
        -- What rounds to nothing is still a difference.
        cast(
            sign(identity_residual)
            * greatest(abs(cast(identity_residual as decimal(18, 2))), 0.01) as decimal(18, 2)
        ) as difference_amount
    from bill_lines
    where identity_residual <> 0
)

select * from recon_broken_identities
