-- Grain: month × channel × category × province. Σ total_cost_amount = the income statement's costs.
-- A cost that belongs to no order stands under `untagged`; such a cell has no quantity.
{% set cell = ['accounting_period', 'channel_id', 'category_name', 'province_name'] %}
{% set parts = [
    'purchase_cost', 'logistics_cost', 'packaging_cost', 'platform_commission', 'advertising_cost',
    'payment_fee', 'after_sale_cost', 'labor_cost', 'overhead_cost',
] %}
with
profit_loss as (
    select * from {{ ref('analysis_profit_loss_daily') }}
),

cost_parts as (
    select * from {{ ref('cost_parts') }}
),

sold as (
    select * from {{ ref('analysis_sold_piece') }}
),

as_of as (
    select * from {{ ref('as_of_dim') }}
),

books as (
    select
        {% for column in cell -%}
            profit_loss.{{ column }},
        {% endfor -%}
        sum(
            case
                when profit_loss.statement_line_code = 'operating_revenue'
                    then profit_loss.profit_amount
                else 0
            end
        ) as revenue_amount,
        -sum(
            case
                when
                    profit_loss.statement_line_code = 'operating_revenue'
                    and profit_loss.voucher_type_code = 'refund'
                    then profit_loss.profit_amount
                else 0
            end
        ) as refund_amount,
        {% for part in parts -%}
            -sum(
                case
                    when cost_parts.cost_part_code = '{{ part }}' then profit_loss.profit_amount
                    else 0
                end
            ) as {{ part }}_amount,
        {% endfor -%}
        -sum(
            case when cost_parts.cost_part_code is null then 0 else profit_loss.profit_amount end
        ) as total_cost_amount
    from profit_loss
    left join cost_parts on profit_loss.account_code = cost_parts.account_code
    group by
        profit_loss.accounting_period, profit_loss.channel_id, profit_loss.category_name,
        profit_loss.province_name
),

analysis_feature_cost as (
    select
        {% for column in cell -%}
            coalesce(books.{{ column }}, sold.{{ column }}) as {{ column }},
        {% endfor -%}
        coalesce(sold.quantity, 0) as quantity,
        coalesce(sold.order_count, 0) as order_count,
        {% for measure in ['revenue', 'refund'] + parts + ['total_cost'] -%}
            cast(coalesce(books.{{ measure }}_amount, 0) as decimal(18, 2)) as {{ measure }}_amount,
        {% endfor -%}
        cast(coalesce(sold.shop_discount_amount, 0) as decimal(18, 2)) as shop_discount_amount,
        coalesce(books.accounting_period, sold.accounting_period) < {{ accounting_period(
            dbt.dateadd('day', 1, 'as_of.as_of_date')
        ) }} as is_complete,
        as_of.as_of_date
    from books
    full outer join sold
        on
            books.accounting_period = sold.accounting_period
            and books.channel_id = sold.channel_id
            and books.category_name = sold.category_name
            and books.province_name = sold.province_name
    cross join as_of
)

select * from analysis_feature_cost
