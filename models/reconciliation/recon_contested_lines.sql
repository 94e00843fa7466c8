-- Grain: one movement of money or goods that two bills tell with different amounts: one of them has
-- been issued anew (重新出账), and no model can know which. It is held out of posting.
with bill_lines as (
    select * from {{ ref('bill_line_fact') }}
    where
        bill_kind in (
            'fund_flow', 'settlement', 'bank', 'ad', 'courier', 'erp_purchase', 'erp_stock'
        )
),

recon_contested_lines as (
    select
        bill_line_id,
        'versions_differ' as reason_code,
        platform_code,
        {{ least_text('shop_id') }} as shop_id,
        cast(null as {{ dbt.type_string() }}) as order_id,
        cast(null as {{ dbt.type_string() }}) as sub_order_id,
        min(content_date) as record_date,
        cast(max(line_amount) - min(line_amount) as decimal(18, 2)) as difference_amount
    from bill_lines
    group by bill_line_id, platform_code
    having min(line_amount) <> max(line_amount)
)

select * from recon_contested_lines
