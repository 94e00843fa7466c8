-- Lost otherwise: settled money that never reached the wallet. Per order or batch: Σ settlement
-- lines = Σ fund flow lines of the same terms + the difference that a record with a reason carries.
{{ config(meta={'dagster': {'ref': {'name': 'reconciliation_record'}}}) }}
with

settlement_components as (
    select
        components.platform_code,
        coalesce(
            case sources.transfer_level_code
                when 'order' then components.order_id
                when 'sub_order' then components.sub_order_id
                when 'batch' then components.batch_id
            end,
            components.bill_line_id
        ) as transfer_key,
        case
            when components.bill_kind = 'settlement' then components.amount
            else -components.amount
        end as amount
    from {{ ref('transaction_fact') }} as components
    inner join {{ ref('settlement_formulas') }} as formulas
        on
            components.platform_code = formulas.platform_code
            and components.fee_type_code = formulas.fee_type_code
    inner join {{ ref('settlement_sources') }} as sources
        on components.platform_code = sources.platform_code
    where
        sources.bill_kind = 'settlement'
        and (formulas.side_code <> 'held' or components.bill_kind = 'settlement')
),

differences as (
    select
        platform_code,
        transfer_key,
        sum(amount) as difference_amount
    from settlement_components
    group by platform_code, transfer_key
),

records as (
    select * from {{ ref('reconciliation_record') }}
    where recon_type = 'settlement_to_fund'
),

examined as (
    select
        differences.difference_amount as expected_amount,
        records.difference_amount as actual_amount,
        records.reason_code,
        coalesce(differences.transfer_key, records.match_key) as examined_id
    from differences
    full join records
        on
            differences.platform_code = records.platform_code
            and differences.transfer_key = records.match_key
)

select
    examined_id,
    expected_amount,
    actual_amount
from examined
where
    expected_amount is null
    or actual_amount is null
    or expected_amount <> actual_amount
    or (actual_amount <> 0 and reason_code is null)

union all

{{ examined_nothing(ref('bill_line_fact'), "bill_kind = 'settlement'") }}
