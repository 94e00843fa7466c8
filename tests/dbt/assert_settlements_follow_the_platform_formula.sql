-- Lost otherwise: money in a settlement that no term of the platform's formula explains. Per
-- order: gross + subsidies + freight - refunds - fees = Σ settled; the rest is the named residual,
-- 0.00, or the line is listed as held.
{{ config(meta={'dagster': {'ref': {'name': 'transaction_fact'}}}) }}
with

settlement_components as (
    select
        components.platform_code,
        components.order_id,
        components.sub_order_id,
        components.bill_line_id,
        components.amount,
        components.line_amount,
        case when components.is_mapped then formulas.term_code end as term_code
    from {{ ref('transaction_fact') }} as components
    left join {{ ref('settlement_formulas') }} as formulas
        on
            components.platform_code = formulas.platform_code
            and components.fee_type_code = formulas.fee_type_code
    left join {{ ref('recon_held_lines') }} as held
        on components.bill_line_id = held.bill_line_id
    where components.bill_kind = 'settlement' and held.bill_line_id is null
),

bill_lines as (
    select
        bill_line_id,
        platform_code || ':' || coalesce(sub_order_id, order_id, bill_line_id) as examined_id,
        max(line_amount) as line_amount,
        sum(case when term_code is not null then amount else 0 end) as formula_amount,
        sum(case when term_code is null then abs(amount) else 0 end) as residual_amount
    from settlement_components
    group by platform_code, coalesce(sub_order_id, order_id, bill_line_id), bill_line_id
),

examined as (
    select
        examined_id,
        sum(line_amount) as settled_amount,
        sum(formula_amount) as formula_amount,
        sum(residual_amount) as residual_amount
    from bill_lines
    group by examined_id
)

select
    examined_id,
    settled_amount as expected_amount,
    formula_amount as actual_amount
from examined
where settled_amount <> formula_amount or residual_amount <> 0

union all

{{ examined_nothing(ref('bill_line_fact'), "bill_kind = 'settlement'") }}
