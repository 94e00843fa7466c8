-- Grain: month × account × channel × category × province, against the month before.
-- volume + mix + price + fixed = change, to the cent; Σ change = the change of the books' costs.
with
changes as (
    select * from {{ ref('analysis_cost_change') }}
),

accounts as (
    select * from {{ ref('account_dim') }}
),

-- volume: all pieces grow alike. price: today's pieces at yesterday's unit cost. The mix is what
-- remains, so rounding opens no gap. A cell that sold nothing before has no unit cost to compare.
effects as (
    select
        *,
        cast(cost_amount - base_cost_amount as decimal(18, 2)) as change_amount,
        case
            when base_quantity > 0
                then {{ money_proportion(
                    'base_cost_amount', '(company_quantity - company_base_quantity)',
                    'company_base_quantity',
                ) }}
            else 0
        end as volume_amount,
        case
            when base_quantity > 0
                then cost_amount - {{ money_proportion(
                    'base_cost_amount', 'quantity', 'base_quantity',
                ) }}
            else 0
        end as price_amount,
        case
            when base_quantity > 0 then 0
            when quantity > 0 then -base_cost_amount
            else cost_amount - base_cost_amount
        end as fixed_amount
    from changes
),

analysis_cost_bridge as (
    select
        effects.accounting_period,
        effects.base_period,
        effects.is_complete,
        effects.account_code,
        accounts.account_name,
        effects.channel_id,
        effects.category_name,
        effects.province_name,
        effects.base_quantity,
        effects.quantity,
        effects.base_cost_amount,
        effects.cost_amount,
        effects.change_amount,
        cast(effects.volume_amount as decimal(18, 2)) as volume_effect_amount,
        cast(
            effects.change_amount - effects.volume_amount - effects.price_amount
            - effects.fixed_amount as decimal(18, 2)
        ) as mix_effect_amount,
        cast(effects.price_amount as decimal(18, 2)) as price_effect_amount,
        cast(effects.fixed_amount as decimal(18, 2)) as fixed_effect_amount
    from effects
    inner join accounts on effects.account_code = accounts.account_code
)

select * from analysis_cost_bridge
