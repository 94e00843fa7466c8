-- Lost otherwise: a mapping that can never match, since of a bank line's text staging lets pass
-- words that `bank_wording` knows, and names that `organisation_name` knows.
{{ config(meta={'dagster': {'ref': {'name': 'bank_event_mappings'}}}) }}
with

examined as (
    select
        summary_like,
        counterparty_like,
        replace(summary_like, '%', '') as summary_words,
        replace(counterparty_like, '%', '') as counterparty_words
    from {{ ref('bank_event_mappings') }}
),

payout_numbers as (
    select
        source_name,
        replace(words_like, '%', '') || ':TX20250101' as wording
    from {{ ref('payout_number_patterns') }}
    where source_name like 'bank_%'
)

select
    summary_like || ' ' || counterparty_like as examined_id,
    cast(null as decimal(18, 2)) as expected_amount,
    cast(null as decimal(18, 2)) as actual_amount
from examined
where
    coalesce({{ bank_wording('summary_words') }}, '') <> summary_words
    or coalesce({{ organisation_name('counterparty_words') }}, '') <> counterparty_words

union all

select
    source_name as examined_id,
    cast(null as decimal(18, 2)) as expected_amount,
    cast(null as decimal(18, 2)) as actual_amount
from payout_numbers
where coalesce({{ bank_wording('wording') }}, '') <> wording

union all

{{ examined_nothing() }}
