-- Grain: one row of one loaded bill file: what became of it (去向). Amounts must not be summed
-- across bill kinds.
{% set events = [
    'sale', 'refund', 'fund_flow', 'ad_spend', 'stock_movement', 'purchase', 'courier', 'bank',
] %}
with

bill_line as (
    select * from {{ ref('bill_line_fact') }}
),

event as (
    {% for event in events %}
        select
            bill_line_id,
            voucher_id,
            fate_code,
            reason_code
        from {{ ref('event_' ~ event) }}
        {% if event == 'refund' %}where not is_in_bill{% endif %}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

judged as (
    select
        bill_line.*,
        event.voucher_id,
        case
            when bill_line.is_duplicate then 'duplicate'
            when event.fate_code is not null then event.fate_code
            when
                bill_line.bill_kind in (
                    'settlement', 'memo', 'order_header', 'erp_cost', 'erp_product'
                )
                then 'memo'
            else 'rejected'
        end as fate_code,
        case
            when bill_line.is_duplicate then 'counted_in_another_file'
            when event.fate_code is not null then event.reason_code
            when bill_line.bill_kind = 'settlement' then 'proves_fund_flow'
            when bill_line.bill_kind = 'memo' then 'repeats_another_bill'
            when bill_line.bill_kind = 'order_header' then 'posted_by_order_line'
            when bill_line.bill_kind in ('erp_cost', 'erp_product') then 'master_data'
            else 'no_event'
        end as reason_code
    from bill_line
    left join event on bill_line.bill_line_id = event.bill_line_id
),

bill_line_fate as (
    select
        raw_line_id,
        bill_line_id,
        source_name,
        cast(fate_code as text) as fate_code,
        cast(reason_code as text) as reason_code,
        line_amount,
        _file_id,
        _line_number,
        case when fate_code = 'posted' then voucher_id end as voucher_id
    from judged
)

select * from bill_line_fate
