-- Grain: one line of a refund's voucher: the sale's in reverse; goods given up: Dr cost of sales,
-- Cr goods dispatched. In the voucher of a bill's line they follow the lines of the money.
with

money_line as (
    select
        voucher_id,
        count(*) as line_count
    from {{ ref('posting_fund_flow') }}
    group by voucher_id
),

posted as (
    select
        event_refund.*,
        coalesce(money_line.line_count, 0) as lines_before
    from {{ ref('event_refund') }} as event_refund
    left join money_line on event_refund.voucher_id = money_line.voucher_id
    where event_refund.fate_code = 'posted'
),

posting_refund as (
    {{ journal_lines(
        voucher_type_code='refund',
        source_model='refund_fact',
        amounts={'gross': 'gross_amount', 'taxable': 'taxable_amount', 'vat': 'vat_amount', 'cost': 'cost_amount'},
        lines_before='posted.lines_before'
    ) }}
)

select * from posting_refund
