-- Grain: one after-sale case of any platform.
with refunds as (
    {%- for origin in ['douyin', 'tmall', 'bill'] %}
        select
            bill_line_id,
            platform_code,
            shop_id,
            order_id,
            sub_order_id,
            after_sale_id,
            case_sku_code,
            type_name,
            status_name,
            reason_name,
            refund_amount,
            {%- if origin == 'bill' %}
                subsidy_refund_amount as case_subsidy_refund_amount,
                returned_quantity as case_returned_quantity,
                true as is_in_bill,
            {%- else %}
                cast(null as decimal(18, 2)) as case_subsidy_refund_amount,
                cast(null as bigint) as case_returned_quantity,
                false as is_in_bill,
            {%- endif %}
            applied_at,
            refunded_at,
            -- A case that tells no time is read with the last mapping.
            coalesce(told_date, cast('9999-12-30' as date)) as told_date,
            _file_id,
            _line_number,
            _row_hash
        from {{ ref('int_' ~ origin ~ '_refunds_shaped') }}
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
),

statuses as (
    select * from {{ ref('refund_status_mappings') }}
),

types as (
    select * from {{ ref('refund_type_mappings') }}
),

int_refunds_unioned as (
    select
        refund.bill_line_id,
        refund.platform_code,
        refund.shop_id,
        refund.order_id,
        refund.sub_order_id,
        refund.after_sale_id,
        refund.case_sku_code,
        refund.reason_name,
        refund.refund_amount,
        refund.case_subsidy_refund_amount,
        refund.case_returned_quantity,
        refund.is_in_bill,
        refund.applied_at,
        refund.refunded_at,
        refund._file_id,
        refund._line_number,
        refund._row_hash,
        coalesce(refund_status.refund_status_code, 'unknown') as refund_status_code,
        coalesce(refund_type.refund_type_code, 'unknown') as refund_type_code
    from refunds as refund
    left join statuses as refund_status
        on
            refund.platform_code = refund_status.platform_code
            and refund.status_name = refund_status.status_name
            and refund.told_date >= refund_status.valid_from
            and refund.told_date < refund_status.valid_to
    left join types as refund_type
        on
            refund.platform_code = refund_type.platform_code
            and refund.type_name = refund_type.type_name
            and refund.told_date >= refund_type.valid_from
            and refund.told_date < refund_type.valid_to
)

select * from int_refunds_unioned
