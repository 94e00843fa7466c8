-- Lost otherwise: a mart's figure that cannot be followed down. Each amount of the analysis layer
-- is the sum of the level below; the details lead to file and row
-- (assert_details_name_their_bill_line). Told elsewhere: account balances
-- (assert_account_balances_hold_every_shop), the parts of a cell
-- (assert_cost_cells_equal_income_statement), the panel
-- (assert_forecast_panel_equals_income_statement), attributions and bridge effects
-- (assert_cost_attribution_adds_up, assert_cost_bridge_is_exact), money of orders
-- (assert_sales_details_are_complete). Not at all: a forecast, an average and a budget are no sum
-- of bill lines, and a finding repeats the bridge.
{{ config(meta={'dagster': {'ref': {'name': 'detail_sales_revenue'}}}) }}
{%- set month = accounting_period('date_period') %}
{%- set day_month = accounting_period('date_day') %}
{%- set voucher_month = accounting_period('voucher_date') %}
{%- set margin_month = accounting_period('analysis_date') %}
{%- set lines = "case when statement_line_code %s then profit_amount else 0 end" %}
{%- set revenue = lines | replace('%s', "= 'operating_revenue'") %}
{%- set sales_cost = lines | replace('%s', "= 'operating_costs'") %}
{%- set costs = lines
    | replace('%s', "not in ('operating_revenue', 'non_operating_income')") %}
{%- set levels = [] %}
{%- for measure in ['fee_amount', 'settlement_amount'] %}
    {%- do levels.append(
        ('detail_sales_revenue', 'order_line_id', measure,
         'analysis_order_line_money', 'order_line_id', measure)
    ) %}
{%- endfor %}
{%- do levels.append(
    ('detail_sales_revenue', 'order_line_id', 'gross_amount',
     'order_line_fact', 'order_line_id', 'gross_amount')
) %}
{%- do levels.append(
    ('detail_expense', 'journal_line_id', 'amount',
     'expense_lines', 'journal_line_id', '-profit_amount')
) %}
{%- do levels.append(
    ('analysis_sale_voucher', 'voucher_id', 'gross_amount + subsidy_amount - vat_amount',
     'sold_lines', 'voucher_id', 'profit_amount')
) %}
{%- do levels.append(
    ('analysis_profit_loss_daily', "accounting_period || ' ' || account_code", 'profit_amount',
     'profit_lines', "accounting_period || ' ' || account_code", 'profit_amount')
) %}
{%- set shop_day = day_month ~ " || ' ' || platform_code || ' ' || shop_id" %}
{%- set shop_voucher = voucher_month ~ " || ' ' || platform_code || ' ' || shop_id" %}
{%- for measure in ['gross', 'subsidy', 'vat'] %}
    {%- do levels.append(
        ('analysis_sales_daily', shop_day, measure ~ '_amount',
         'analysis_sale_voucher', shop_voucher, measure ~ '_amount')
    ) %}
{%- endfor %}
{%- for measure, amount in [
    ('revenue', revenue), ('profit', 'profit_amount'),
    ('fee', "case when voucher_type_code in ('sale', 'refund', 'fund_flow') and "
        ~ "statement_line_code not in ('operating_revenue', 'operating_costs') "
        ~ "then -profit_amount else 0 end"),
] %}
    {%- do levels.append(
        ('analysis_sales_daily', shop_day, measure ~ '_amount',
         'analysis_profit_loss_daily', shop_voucher, amount)
    ) %}
{%- endfor %}
{%- do levels.append(
    ('analysis_sales_daily', shop_day, 'settlement_amount',
     'moved_money', accounting_period('occurred_date') ~ " || ' ' || platform_code || ' ' || shop_id",
     'amount')
) %}
{%- set trend_key = "case when period_type = 'month' then " ~ month
    ~ " || ' ' || platform || ' ' || account_id end" %}
{%- for measure in [
    'gross', 'subsidy', 'settlement', 'fee', 'vat', 'revenue', 'profit',
] %}
    {%- do levels.append(
        ('analysis_sales_revenue_trend', trend_key, measure ~ '_amount',
         'analysis_sales_daily', shop_day, measure ~ '_amount')
    ) %}
{%- endfor %}
{%- do levels.append(
    ('analysis_sales_revenue_trend', trend_key, 'net_amount',
     'analysis_sales_daily', shop_day, 'gross_amount + subsidy_amount - fee_amount')
) %}
{%- for measure, amount in [
    ('gross_revenue', revenue), ('total_cost', '-(' ~ sales_cost ~ ')'),
    ('gross_profit', revenue ~ ' + ' ~ sales_cost),
] %}
    {%- for dimension in ['platform', 'category', 'product'] %}
        {%- do levels.append(
            ('analysis_margin_amount',
             "case when dimension_type = '" ~ dimension ~ "' then '" ~ dimension ~ " ' || "
                ~ margin_month ~ ' end', measure,
             'analysis_profit_loss_daily', "'" ~ dimension ~ " ' || " ~ voucher_month, amount)
        ) %}
    {%- endfor %}
    {%- set margin_key = margin_month ~ " || ' ' || dimension_type || ' ' || dimension_value" %}
    {%- do levels.append(
        ('analysis_gross_profit', margin_key, measure,
         'analysis_margin_amount', margin_key, measure)
    ) %}
{%- endfor %}
{%- do levels.append(
    ('analysis_expense_structure', month ~ " || ' ' || accounting_item_id", 'total_amount',
     'analysis_profit_loss_daily', "accounting_period || ' ' || account_code",
     '-(' ~ costs ~ ')')
) %}
{%- do levels.append(
    ('analysis_sold_piece', 'accounting_period', 'shop_discount_amount',
     'sold_goods', accounting_period('recognised_date'), 'shop_discount_amount')
) %}
{%- for measure, below, amount in [
    ('total_cost_amount', 'analysis_profit_loss_daily', '-(' ~ costs ~ ')'),
    ('revenue_amount', 'analysis_profit_loss_daily', revenue),
    ('refund_amount', 'analysis_profit_loss_daily',
     "case when voucher_type_code = 'refund' then -(" ~ revenue ~ ') else 0 end'),
    ('shop_discount_amount', 'analysis_sold_piece', 'shop_discount_amount'),
] %}
    {%- do levels.append(
        ('analysis_feature_cost', 'accounting_period', measure,
         below, 'accounting_period', amount)
    ) %}
{%- endfor %}
{%- for dimension in ['company', 'channel', 'category', 'region'] %}
    {%- for measure, amount in [
        ('cost_amount', 'total_cost_amount'),
        ('cost_without_pieces_amount', 'case when quantity > 0 then 0 else total_cost_amount end'),
    ] %}
        {%- do levels.append(
            ('analysis_book_cost',
             "case when dimension_type = '" ~ dimension ~ "' then '" ~ dimension
                ~ " ' || accounting_period end", measure,
             'analysis_feature_cost', "'" ~ dimension ~ " ' || accounting_period", amount)
        ) %}
    {%- endfor %}
{%- endfor %}
{%- for measure in ['cost_amount', 'base_cost_amount'] %}
    {%- set account_key = "accounting_period || ' ' || account_code" %}
    {%- do levels.append(
        ('analysis_cost_change', account_key, measure, 'compared_costs', account_key, measure)
    ) %}
    {%- do levels.append(
        ('analysis_cost_bridge', account_key, measure, 'analysis_cost_change', account_key, measure)
    ) %}
{%- endfor %}
{%- for measure in ['revenue_amount', 'base_amount'] %}
    {%- set growth_key = month ~ " || ' ' || platform" %}
    {%- do levels.append(
        ('analysis_platform_growth', "case when period_type = 'month' then " ~ growth_key ~ " end",
         measure, 'compared_months', growth_key, measure)
    ) %}
{%- endfor %}
{%- set comparison_key = "period_type || ' ' || " ~ month ~ " || ' ' || platform" %}
{%- do levels.append(
    ('analysis_platform_sales_comparison', comparison_key, 'total_revenue',
     'sold_periods', comparison_key, 'revenue_amount')
) %}
{%- do levels.append(
    ('analysis_reconciliation_quality', month ~ " || ' ' || platform || ' ' || recon_type",
     'amount_difference', 'failed_records',
     accounting_period('record_date') ~ " || ' ' || platform || ' ' || recon_type",
     'difference_amount')
) %}
{%- set below_here = [
    'profit_lines', 'expense_lines', 'sold_lines', 'moved_money', 'sold_goods', 'compared_costs',
    'compared_months', 'sold_periods', 'failed_records',
] %}
with

profit_lines as (
    select
        journal.*,
        chart.statement_line_code,
        journal.credit_amount - journal.debit_amount as profit_amount
    from {{ ref('journal') }} as journal
    inner join {{ ref('account_dim') }} as chart on journal.account_code = chart.account_code
    where
        chart.statement_code = 'income_statement'
        and chart.is_leaf
        and journal.voucher_type_code not in ('period_close', 'year_close')
),

expense_lines as (
    select * from profit_lines
    where statement_line_code not in ('operating_revenue', 'non_operating_income')
),

sold_lines as (
    select * from profit_lines
    where
        voucher_type_code in ('sale', 'refund')
        and statement_line_code = 'operating_revenue'
),

moved_money as (
    select
        flow.occurred_date,
        flow.platform_code,
        flow.shop_id,
        flow.amount
    from {{ ref('transaction_fact') }} as flow
    inner join {{ ref('fee_type_dim') }} as fee_type
        on flow.fee_type_code = fee_type.fee_type_code
    where
        flow.own_account_code is not null
        and fee_type.fee_category_code not in ('balance_sheet', 'unmapped')
),

sold_goods as (
    select * from {{ ref('order_line_fact') }}
    where recognised_date is not null and line_kind = 'goods'
),

compared_periods as (
    select distinct
        accounting_period,
        base_period
    from {{ ref('analysis_cost_change') }}
),

compared_costs as (
    select
        compared_periods.accounting_period,
        expense_lines.account_code,
        case
            when expense_lines.accounting_period = compared_periods.accounting_period
                then -expense_lines.profit_amount
            else 0
        end as cost_amount,
        case
            when expense_lines.accounting_period = compared_periods.base_period
                then -expense_lines.profit_amount
            else 0
        end as base_cost_amount
    from compared_periods
    inner join expense_lines
        on
            expense_lines.accounting_period in (
                compared_periods.accounting_period, compared_periods.base_period
            )
),

sold_months as (
    select
        platform,
        date_period,
        sum(revenue_amount) as revenue_amount
    from {{ ref('analysis_sales_revenue_trend') }}
    where period_type = 'month' and platform <> 'company'
    group by platform, date_period
),

compared_months as (
    select
        growth.date_period,
        growth.platform,
        coalesce(sold.revenue_amount, 0) as revenue_amount,
        coalesce(year_before.revenue_amount, 0) as base_amount
    from {{ ref('analysis_platform_growth') }} as growth
    left join sold_months as sold
        on growth.platform = sold.platform and growth.date_period = sold.date_period
    left join sold_months as year_before
        on
            growth.platform = year_before.platform
            and growth.date_period = {{ dbt.dateadd('year', 1, 'year_before.date_period') }}
    where growth.period_type = 'month'
),

sold_periods as (
    select * from {{ ref('analysis_sales_revenue_trend') }}
    where period_type in ('month', 'quarter', 'year') and platform <> 'company'
),

failed_records as (
    select
        record.record_date,
        record.recon_type,
        coalesce(record.platform_code, 'company') as platform,
        abs(record.difference_amount) as difference_amount
    from {{ ref('reconciliation_record') }} as record
    inner join {{ ref('reconciliation_statuses') }} as status
        on record.status_code = status.status_code
    where status.quality_class_code = 'failed'
),

both_levels as (
    {%- for mart, mart_key, mart_amount, below, below_key, below_amount in levels %}
        select
            '{{ mart }}: {{ mart_amount }} ' || ({{ mart_key }}) as examined_id,
            {{ mart_amount }} as actual_amount,
            0 as expected_amount
        from {{ ref(mart) }}
        union all
        select
            '{{ mart }}: {{ mart_amount }} ' || ({{ below_key }}) as examined_id,
            0 as actual_amount,
            {{ below_amount }} as expected_amount
        from {{ below if below in below_here else ref(below) }}
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
),

examined as (
    select
        examined_id,
        sum(expected_amount) as expected_amount,
        sum(actual_amount) as actual_amount
    from both_levels
    where examined_id is not null
    group by examined_id
)

select
    examined_id,
    expected_amount,
    actual_amount
from examined
where expected_amount <> actual_amount

union all

{{ examined_nothing() }}
