-- Lost otherwise: a number that cannot be followed down. Five levels, month by month: statement
-- line → mart → detail → fact → bill line, each the sum of the level below.
{{ config(meta={'dagster': {'ref': {'name': 'detail_expense'}}}) }}
with

statement_level as (
    select
        accounting_period,
        statement_line_code,
        period_amount as amount
    from {{ ref('income_statement') }}
    where not is_total and statement_line_code <> 'non_operating_income'
),

mart_level as (
    select
        {{ accounting_period('date_period') }} as accounting_period,
        'operating_revenue' as statement_line_code,
        sum(revenue_amount) as amount
    from {{ ref('analysis_sales_revenue_trend') }}
    where period_type = 'month'
    group by date_period
    union all
    select
        {{ accounting_period('date_period') }} as accounting_period,
        accounting_class as statement_line_code,
        -sum(total_amount) as amount
    from {{ ref('analysis_expense_structure') }}
    group by date_period, accounting_class
),

detail_lines as (
    select
        journal.accounting_period,
        chart.statement_line_code,
        journal.source_model,
        journal.source_id,
        journal.bill_line_id,
        coalesce(-detail.amount, journal.credit_amount - journal.debit_amount) as amount
    from {{ ref('journal') }} as journal
    inner join {{ ref('account_dim') }} as chart on journal.account_code = chart.account_code
    left join {{ ref('detail_expense') }} as detail
        on journal.journal_line_id = detail.journal_line_id
    where
        chart.statement_code = 'income_statement'
        and journal.bill_line_id is not null
        and (
            detail.journal_line_id is not null
            or chart.statement_line_code = 'operating_revenue'
        )
),

detail_level as (
    select
        accounting_period,
        statement_line_code,
        sum(amount) as amount
    from detail_lines
    group by accounting_period, statement_line_code
),

facts as (
    select
        'order_line_fact' as source_model,
        order_line_id as source_id,
        taxable_amount as amount
    from {{ ref('order_line_fact') }}
    union all
    select
        'refund_fact' as source_model,
        refund_id as source_id,
        -taxable_amount as amount
    from {{ ref('refund_fact') }}
    union all
    select
        'transaction_fact' as source_model,
        transaction_id as source_id,
        amount
    from {{ ref('transaction_fact') }}
    union all
    select
        'bank_transaction_fact' as source_model,
        bank_transaction_id as source_id,
        amount
    from {{ ref('bank_transaction_fact') }}
    union all
    select
        'shipment_cost_fact' as source_model,
        shipment_cost_id as source_id,
        -fee_amount as amount
    from {{ ref('shipment_cost_fact') }}
    union all
    select
        'ad_spend_fact' as source_model,
        ad_spend_id as source_id,
        -cash_amount as amount
    from {{ ref('ad_spend_fact') }}
),

-- Cost of sales is quantity times the cost card, which no fact carries as an amount.
priced_lines as (
    select * from detail_lines
    where statement_line_code <> 'operating_costs'
),

fact_level as (
    select
        priced_lines.accounting_period,
        priced_lines.statement_line_code,
        sum(priced_lines.amount) as above_amount,
        sum(facts.amount) as amount
    from priced_lines
    left join facts
        on
            priced_lines.source_model = facts.source_model
            and priced_lines.source_id = facts.source_id
    group by priced_lines.accounting_period, priced_lines.statement_line_code
),

-- A bill line is reached through any of its components and stands for all of them.
reached_lines as (
    select distinct
        bill_line_id,
        accounting_period
    from priced_lines
    where source_model = 'transaction_fact'
),

component_sums as (
    select
        bill_line_id,
        sum(amount) as amount
    from {{ ref('transaction_fact') }}
    group by bill_line_id
),

bill_lines as (
    select
        bill_line_id,
        line_amount
    from {{ ref('bill_line_fact') }}
    where not is_duplicate
),

raw_level as (
    select
        reached_lines.accounting_period,
        sum(component_sums.amount) as above_amount,
        sum(bill_lines.line_amount) as amount,
        count(*) as reached_count,
        count(bill_lines.bill_line_id) as line_count
    from reached_lines
    inner join component_sums on reached_lines.bill_line_id = component_sums.bill_line_id
    left join bill_lines on reached_lines.bill_line_id = bill_lines.bill_line_id
    group by reached_lines.accounting_period
),

examined as (
    select
        '2 mart ' || statement_level.accounting_period || ' ' || statement_level.statement_line_code
            as examined_id,
        statement_level.amount as expected_amount,
        coalesce(mart_level.amount, 0) as actual_amount
    from statement_level
    left join mart_level
        on
            statement_level.accounting_period = mart_level.accounting_period
            and statement_level.statement_line_code = mart_level.statement_line_code
    union all
    select
        '3 detail ' || mart_level.accounting_period || ' ' || mart_level.statement_line_code
            as examined_id,
        mart_level.amount as expected_amount,
        coalesce(detail_level.amount, 0) as actual_amount
    from mart_level
    left join detail_level
        on
            mart_level.accounting_period = detail_level.accounting_period
            and mart_level.statement_line_code = detail_level.statement_line_code
    union all
    select
        '4 fact ' || accounting_period || ' ' || statement_line_code as examined_id,
        above_amount as expected_amount,
        amount as actual_amount
    from fact_level
    union all
    select
        '5 bill line ' || accounting_period as examined_id,
        above_amount as expected_amount,
        case when reached_count = line_count then amount end as actual_amount
    from raw_level
)

select
    examined_id,
    expected_amount,
    actual_amount
from examined
where actual_amount is null or expected_amount <> actual_amount

union all

{{ examined_nothing() }}
