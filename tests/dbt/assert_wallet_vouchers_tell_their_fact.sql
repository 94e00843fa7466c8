-- Lost otherwise: what a wallet or an ad account says, on its way into its voucher. The wallet
-- moves by the sum of the line's components, each on the account of its fee type; day and shop are
-- those of the line.
{{ config(meta={'dagster': {'ref': {'name': 'posting_bill_lines'}}}) }}
with

fact as (
    select
        'fund_flow' as event_code,
        'wallet' as component_code,
        bill_line_id,
        bill_line_id as source_id,
        platform_code,
        shop_id,
        occurred_date as voucher_date,
        own_account_code,
        sum(amount) as amount
    from {{ ref('transaction_fact') }}
    group by bill_line_id, platform_code, shop_id, occurred_date, own_account_code

    union all

    select
        'fund_flow' as event_code,
        fee_type_code as component_code,
        bill_line_id,
        transaction_id as source_id,
        platform_code,
        shop_id,
        occurred_date as voucher_date,
        own_account_code,
        amount
    from {{ ref('transaction_fact') }}

    union all

    select
        'ad_spend' as event_code,
        'cash' as component_code,
        bill_line_id,
        ad_spend_id as source_id,
        platform_code,
        shop_id,
        spend_date as voucher_date,
        null as own_account_code,
        cash_amount as amount
    from {{ ref('ad_spend_fact') }}
),

told as (
    select
        fact.bill_line_id,
        fact.source_id,
        fact.shop_id,
        fact.voucher_date,
        case rules.account_code
            when 'own' then fact.own_account_code
            when 'receivable' then platform.receivable_account_code
            when 'clearing' then platform.clearing_account_code
            else rules.account_code
        end as account_code,
        case rules.side_code when 'debit' then fact.amount else -fact.amount end as amount
    from fact
    inner join {{ ref('platforms') }} as platform on fact.platform_code = platform.platform_code
    inner join {{ ref('posting_rules') }} as rules
        on
            fact.event_code = rules.event_code
            and fact.component_code = rules.component_code
            and rules.platform_code in ('*', fact.platform_code)
),

examined as (
    {{ told_and_booked(['transaction_fact', 'ad_spend_fact']) }}
)

select
    examined_id,
    expected_amount,
    actual_amount
from examined
where not is_as_told

union all

{{ examined_nothing() }}
