-- Grain: month × account × channel × category × province, against the month before.
-- volume + mix + price + fixed = change, to the cent; Σ change = the change of the books' costs.
with

profit_loss as (

    select * from {{ ref('analysis_profit_loss_daily') }}
    where statement_line_code not in ('operating_revenue', 'non_operating_income')

),

cells as (

    select * from {{ ref('analysis_feature_cost') }}

),

accounts as (

    select * from {{ ref('account_dim') }}

),

periods as (

    select
        accounting_period,
        max(case when is_complete then 1 else 0 end) as complete_count,
        sum(quantity) as quantity,
        lag(accounting_period) over (order by accounting_period asc) as base_period,
        lag(sum(quantity)) over (order by accounting_period asc) as base_quantity
    from cells
    group by accounting_period

),

costs as (

    select
        accounting_period,
        account_code,
        channel_id,
        category_name,
        province_name,
        -sum(profit_amount) as cost_amount
    from profit_loss
    group by accounting_period, account_code, channel_id, category_name, province_name

),

-- A cost of either month is a row of the later one.
pairs as (

    select
        periods.accounting_period,
        costs.account_code,
        costs.channel_id,
        costs.category_name,
        costs.province_name,
        sum(
            case when costs.accounting_period = periods.base_period then costs.cost_amount else 0 end
        ) as base_cost_amount,
        sum(
            case
                when costs.accounting_period = periods.accounting_period then costs.cost_amount
                else 0
            end
        ) as cost_amount
    from periods
    inner join costs on costs.accounting_period in (periods.accounting_period, periods.base_period)
    where periods.base_period is not null
    group by
        periods.accounting_period, costs.account_code, costs.channel_id, costs.category_name,
        costs.province_name

),

measured as (

    select
        pairs.accounting_period,
        periods.base_period,
        pairs.account_code,
        pairs.channel_id,
        pairs.category_name,
        pairs.province_name,
        periods.complete_count = 1 as is_complete,
        periods.quantity as company_quantity,
        periods.base_quantity as company_base_quantity,
        coalesce(cells.quantity, 0) as quantity,
        coalesce(base_cells.quantity, 0) as base_quantity,
        cast(pairs.cost_amount as decimal(18, 2)) as cost_amount,
        cast(pairs.base_cost_amount as decimal(18, 2)) as base_cost_amount,
        cast(pairs.cost_amount - pairs.base_cost_amount as decimal(18, 2)) as change_amount
    from pairs
    inner join periods on pairs.accounting_period = periods.accounting_period
    {% for name, period in [
        ('cells', 'pairs.accounting_period'), ('base_cells', 'periods.base_period'),
    ] -%}
        left join cells as {{ name }}
            on
                {{ name }}.accounting_period = {{ period }}
                and {{ name }}.channel_id = pairs.channel_id
                and {{ name }}.category_name = pairs.category_name
                and {{ name }}.province_name = pairs.province_name
    {% endfor %}
),

effects as (

    select
        *,
        case
            when base_quantity > 0
                then {{ money_proportion(
                    'base_cost_amount', '(company_quantity - company_base_quantity)',
                    'company_base_quantity',
                ) }}
            else 0
        end as volume_effect_amount,
        case
            when base_quantity > 0
                then cost_amount - {{ money_proportion(
                    'base_cost_amount', 'quantity', 'base_quantity',
                ) }}
            else 0
        end as price_effect_amount,
        case
            when base_quantity > 0 then 0
            when quantity > 0 then -base_cost_amount
            else change_amount
        end as fixed_effect_amount
    from measured

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
        cast(effects.volume_effect_amount as decimal(18, 2)) as volume_effect_amount,
        cast(
            effects.change_amount - effects.volume_effect_amount - effects.price_effect_amount
            - effects.fixed_effect_amount as decimal(18, 2)
        ) as mix_effect_amount,
        cast(effects.price_effect_amount as decimal(18, 2)) as price_effect_amount,
        cast(effects.fixed_effect_amount as decimal(18, 2)) as fixed_effect_amount
    from effects
    inner join accounts on effects.account_code = accounts.account_code
    where effects.cost_amount <> 0 or effects.base_cost_amount <> 0

)

select * from analysis_cost_bridge
