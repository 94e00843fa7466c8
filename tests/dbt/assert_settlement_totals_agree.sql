-- Lost otherwise: a misread column of the settlement bill. Per row, as printed: 收入合计 − 支出合计 =
-- 结算金额; 收入合计 = what was paid + subsidies − earlier refunds; 支出合计 = Σ fees. Or the row is
-- listed as broken.
{{ config(meta={'dagster': {'ref': {'name': 'stg_douyin__settlements'}}}) }}
{% set incomes = [
    'payment', 'subsidy_freight', 'subsidy_platform', 'subsidy_platform_other', 'trade_in',
    'subsidy_government', 'subsidy_influencer', 'subsidy_payment', 'subsidy_monthly_pay',
    'subsidy_bank', 'refund',
] %}
{% set expenses = [
    'platform_service_fee', 'commission', 'service_provider_commission', 'channel_share',
    'recruiting_fee', 'off_site_promotion_fee', 'other_share',
] %}
with

listed as (
    select bill_line_fact.raw_line_id
    from {{ ref('bill_line_fact') }} as bill_line_fact
    inner join {{ ref('recon_broken_identities') }} as broken
        on bill_line_fact.bill_line_id = broken.bill_line_id
),

settlements as (
    select settlements.*
    from {{ ref('stg_douyin__settlements') }} as settlements
    left join listed on settlements._raw_line_id = listed.raw_line_id
    where listed.raw_line_id is null
),

examined as (
    select
        _file_id,
        _line_number,
        _line_amount as settled_amount,
        coalesce(income_amount, 0) as income_amount,
        coalesce(expense_amount, 0) as expense_amount,
        coalesce({{ incomes | join(', 0) + coalesce(') }}, 0) as income_parts_amount,
        -(coalesce({{ expenses | join(', 0) + coalesce(') }}, 0)) as expense_parts_amount
    from settlements
)

select
    _file_id || ':' || cast(_line_number as {{ dbt.type_string() }}) as examined_id,
    settled_amount as expected_amount,
    income_amount - expense_amount as actual_amount
from examined
where
    settled_amount is null
    or settled_amount <> income_amount - expense_amount
    or income_amount <> income_parts_amount
    or expense_amount <> expense_parts_amount

union all

{{ examined_nothing(ref('bill_line_fact'), "source_name = 'douyin_settlement'") }}
