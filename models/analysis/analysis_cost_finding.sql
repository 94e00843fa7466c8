-- Grain: finding: what the change of the costs comes from, in words.
-- Amounts overlap across dimensions: do not sum them.
with
findings as (
    select * from {{ source('ml', 'attribution_finding') }}
),

analysis_cost_finding as (
    select
        finding_id,
        finding_rank,
        period as accounting_period,
        base_period,
        dimension_type,
        dimension_value,
        driver_name,
        base_amount,
        amount as change_amount,
        volume_amount as volume_effect_amount,
        mix_amount as mix_effect_amount,
        price_amount as price_effect_amount,
        fixed_amount as fixed_effect_amount,
        sentence_en,
        sentence_zh,
        model_version,
        trained_through
    from findings
)

select * from analysis_cost_finding
