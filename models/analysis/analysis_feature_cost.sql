-- Grain: month × channel × category × province. Σ total_cost_amount = the income statement's costs.
-- A cost that belongs to no order stands under `untagged`; such a cell has no quantity.
with

profit_loss as (

    select * from {{ ref('analysis_profit_loss_daily') }}

),

order_lines as (

    select * from {{ ref('order_line_fact') }}
    where recognised_date is not null and line_kind = 'goods'

),

products as (

    select * from {{ ref('product_dim') }}

),

cost_parts as (

    select * from {{ ref('cost_parts') }}

),

as_of as (

    select * from {{ ref('as_of_dim') }}

),

amounts as (

    select
        profit_loss.accounting_period,
        profit_loss.channel_id,
        profit_loss.category_name,
        profit_loss.province_name,
        0 as quantity,
        0 as order_count,
        0 as shop_discount_amount,
        case
            when profit_loss.statement_line_code = 'operating_revenue'
                then profit_loss.profit_amount
            else 0
        end as revenue_amount,
        case
            when
                profit_loss.statement_line_code = 'operating_revenue'
                and profit_loss.voucher_type_code = 'refund'
                then -profit_loss.profit_amount
            else 0
        end as refund_amount,
        cost_parts.cost_part_code,
        -profit_loss.profit_amount as cost_amount
    from profit_loss
    left join cost_parts on profit_loss.account_code = cost_parts.account_code
    union all
    select
        {{ accounting_period('order_lines.recognised_date') }} as accounting_period,
        order_lines.channel_id,
        products.category_name,
        order_lines.province_name,
        sum(order_lines.quantity) as quantity,
        count(distinct order_lines.order_id) as order_count,
        sum(order_lines.shop_discount_amount) as shop_discount_amount,
        0 as revenue_amount,
        0 as refund_amount,
        null as cost_part_code,
        0 as cost_amount
    from order_lines
    inner join products on order_lines.product_key = products.product_key
    group by
        {{ accounting_period('order_lines.recognised_date') }}, order_lines.channel_id,
        products.category_name, order_lines.province_name

),

summed as (

    select
        accounting_period,
        channel_id,
        category_name,
        province_name,
        {% for measure in ['quantity', 'order_count'] -%}
            cast(sum({{ measure }}) as bigint) as {{ measure }},
        {% endfor -%}
        {% for measure in ['revenue_amount', 'refund_amount', 'shop_discount_amount'] -%}
            cast(sum({{ measure }}) as decimal(18, 2)) as {{ measure }},
        {% endfor -%}
        {% for part in [
            'purchase_cost', 'logistics_cost', 'packaging_cost', 'platform_commission',
            'advertising_cost', 'payment_fee', 'after_sale_cost', 'labor_cost', 'overhead_cost',
        ] -%}
            cast(sum(
                case when cost_part_code = '{{ part }}' then cost_amount else 0 end
            ) as decimal(18, 2)) as {{ part }}_amount,
        {% endfor -%}
        cast(sum(
            case when cost_part_code is not null then cost_amount else 0 end
        ) as decimal(18, 2)) as total_cost_amount
    from amounts
    group by accounting_period, channel_id, category_name, province_name

),

analysis_feature_cost as (

    select
        summed.*,
        summed.accounting_period < {{ accounting_period(
            dbt.dateadd('day', 1, 'as_of.as_of_date')
        ) }} as is_complete,
        as_of.as_of_date
    from summed
    cross join as_of

)

select * from analysis_feature_cost
