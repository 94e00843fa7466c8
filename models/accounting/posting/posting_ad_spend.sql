-- Grain: one line of a day's ad spend: Dr advertising, Cr prepaid advertising.
with

posted as (
    select * from {{ ref('event_ad_spend') }}
    where fate_code = 'posted'
),

posting_ad_spend as (
    {{ journal_lines(
        voucher_type_code='ad_spend',
        source_model='ad_spend_fact',
        amounts={'line': 'line_amount'}
    ) }}
)

select * from posting_ad_spend
