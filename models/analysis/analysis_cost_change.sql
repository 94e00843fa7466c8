-- Grain: month × account × channel × category × province: costs and pieces, and those of the month
-- before. company_quantity repeats over the rows of a month: do not sum it.
with
profit_loss as (
    select * from {{ ref('analysis_profit_loss_daily') }}
    where statement_line_code not in ('operating_revenue', 'non_operating_income')
),

cells as (
    select * from {{ ref('analysis_feature_cost') }}
),

periods as (
    select
        accounting_period,
        is_complete,
        sum(quantity) as company_quantity,
        lag(accounting_period) over (order by accounting_period asc) as base_period,
        lag(sum(quantity)) over (order by accounting_period asc) as company_base_quantity
    from cells
    group by accounting_period, is_complete
),

-- A cost of either month makes a row of the later one.
costs as (
    select
        periods.accounting_period,
        profit_loss.account_code,
        profit_loss.channel_id,
        profit_loss.category_name,
        profit_loss.province_name,
        cast(-sum(
            case
                when profit_loss.accounting_period = periods.base_period
                    then profit_loss.profit_amount
                else 0
            end
        ) as decimal(18, 2)) as base_cost_amount,
        cast(-sum(
            case
                when profit_loss.accounting_period = periods.accounting_period
                    then profit_loss.profit_amount
                else 0
            end
        ) as decimal(18, 2)) as cost_amount
    from periods
    inner join profit_loss
        on profit_loss.accounting_period in (periods.accounting_period, periods.base_period)
    where periods.base_period is not null
    group by
        periods.accounting_period, profit_loss.account_code, profit_loss.channel_id,
        profit_loss.category_name, profit_loss.province_name
),

analysis_cost_change as (
    select
        costs.*,
        periods.base_period,
        periods.is_complete,
        cast(periods.company_base_quantity as bigint) as company_base_quantity,
        cast(periods.company_quantity as bigint) as company_quantity,
        coalesce(base_cells.quantity, 0) as base_quantity,
        coalesce(cells.quantity, 0) as quantity
    from costs
    inner join periods on costs.accounting_period = periods.accounting_period
    {% for name, period in [
        ('cells', 'costs.accounting_period'), ('base_cells', 'periods.base_period'),
    ] -%}
        left join cells as {{ name }}
            on
                {{ name }}.accounting_period = {{ period }}
                and {{ name }}.channel_id = costs.channel_id
                and {{ name }}.category_name = costs.category_name
                and {{ name }}.province_name = costs.province_name
    {% endfor -%}
    where costs.cost_amount <> 0 or costs.base_cost_amount <> 0
)

select * from analysis_cost_change
