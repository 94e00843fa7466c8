-- Lost otherwise: a line that is read twice, or with either of two meanings. Of the mappings of one
-- wording at most one counts on a day.
{{ config(meta={'dagster': {'ref': {'name': 'fee_type_mappings'}}}) }}
{% set keys = {
    'fee_type_mappings': [
        'platform_code', 'bill_kind', 'scene_name', 'component_code', 'direction_code',
        'remark_like',
    ],
    'order_status_mappings': ['platform_code', 'status_name'],
    'refund_status_mappings': ['platform_code', 'status_name'],
    'refund_type_mappings': ['platform_code', 'type_name'],
    'receipt_scenes': ['platform_code', 'bill_kind', 'scene_name'],
    'traffic_source_mappings': ['platform_code', 'field_name', 'field_value'],
    'fees_once_per_order': ['platform_code', 'fee_type_code'],
    'bank_event_mappings': [
        'direction_code', 'summary_like', 'counterparty_like', 'platform_code', 'priority',
    ],
    'payout_number_patterns': ['source_name'],
    'ad_scene_mappings': ['platform_code', 'scene_like', 'fund_like'],
    'reconciliation_rules': ['recon_type', 'platform_code'],
} -%}
with examined as (
    {%- for seed, columns in keys.items() %}
        select
            '{{ seed }}' as seed_name,
            {{ surrogate_key(columns) }} as examined_id,
            valid_from,
            valid_to,
            lead(valid_from) over (
                partition by {{ columns | join(', ') }} order by valid_from asc
            ) as next_from
        from {{ ref(seed) }}
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
)

select
    examined_id,
    cast(null as decimal(18, 2)) as expected_amount,
    cast(null as decimal(18, 2)) as actual_amount
from examined
where valid_from >= valid_to or valid_to > next_from

union all

{{ examined_nothing(ref('fee_type_mappings')) }}
