{# What the facts tell of vouchers beside what was booked, by source, account, shop, day and period. The CTE `told`
   has one row an amount (bill_line_id, source_id, account_code, shop_id, voucher_date, amount, debit positive);
   booked are the entries that name one of `source_models`. Only posted bill lines are told. #}
{% macro told_and_booked(source_models) %}
    select
        coalesce(source_id, 'no source') || ' ' || coalesce(account_code, 'no account')
            as examined_id,
        sum(told_debit_amount - told_credit_amount) as expected_amount,
        sum(booked_debit_amount - booked_credit_amount) as actual_amount,
        sum(told_debit_amount) = sum(booked_debit_amount)
        and sum(told_credit_amount) = sum(booked_credit_amount) as is_as_told
    from (
        select
            told.source_id,
            told.account_code,
            case when chart.has_shop then told.shop_id else 'company' end as shop_id,
            told.voucher_date,
            {{ storeledger.accounting_period('told.voucher_date') }} as accounting_period,
            greatest(told.amount, 0) as told_debit_amount,
            greatest(-told.amount, 0) as told_credit_amount,
            0 as booked_debit_amount,
            0 as booked_credit_amount
        from told
        inner join {{ ref('bill_line_fate') }} as fate
            on fate.bill_line_id = told.bill_line_id and fate.fate_code = 'posted'
        left join {{ ref('chart_of_accounts') }} as chart on chart.account_code = told.account_code
        where told.amount <> 0

        union all

        select
            source_id,
            account_code,
            shop_id,
            voucher_date,
            accounting_period,
            0 as told_debit_amount,
            0 as told_credit_amount,
            debit_amount as booked_debit_amount,
            credit_amount as booked_credit_amount
        from {{ ref('posting_bill_lines') }}
        where source_model in ('{{ source_models | join("', '") }}')
    ) as entry
    group by source_id, account_code, shop_id, voucher_date, accounting_period
{% endmacro %}
