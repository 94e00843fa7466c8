-- Grain: one after-sale case of any platform.
with refunds as (
    select * from {{ ref('int_douyin_refunds_shaped') }}
    union all
    select * from {{ ref('int_tmall_refunds_shaped') }}
),

int_refunds_unioned as (
    select
        refund.*,
        coalesce(status.refund_status_code, 'unknown') as refund_status_code,
        coalesce(refund_type.refund_type_code, 'unknown') as refund_type_code
    from refunds as refund
    left join {{ ref('refund_status_mappings') }} as status
        on
            refund.platform_code = status.platform_code
            and refund.status_name = status.status_name
    left join {{ ref('refund_type_mappings') }} as refund_type
        on
            refund.platform_code = refund_type.platform_code
            and refund.type_name = refund_type.type_name
)

select * from int_refunds_unioned
