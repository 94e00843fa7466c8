{# The lines that the CTE `posted` (one row per event, or per component of one) gives by the rows of
   posting_rules: the one debit/credit shape of every posting model. `amounts` names the column
   of `posted` behind each amount_code. Zero amounts make no line; a negative one takes the other side.
   `lines_before`: lines that another posting model puts before them in the voucher. #}
{% macro journal_lines(voucher_type_code, source_model, amounts, lines_before='0') %}
select
    entry.voucher_id,
    cast(
        entry.first_number + row_number() over (
            partition by entry.voucher_id order by entry.line_position, {{ storeledger.binary_order('entry.source_id') }}
        ) as integer
    ) as line_number,
    cast('{{ voucher_type_code }}' as text) as voucher_type_code,
    entry.voucher_date,
    {{ storeledger.accounting_period('entry.voucher_date') }} as accounting_period,
    entry.account_code,
    cast(case when entry.debit_amount > 0 then entry.debit_amount else 0 end as decimal(18, 2))
        as debit_amount,
    cast(case when entry.debit_amount < 0 then -entry.debit_amount else 0 end as decimal(18, 2))
        as credit_amount,
    entry.description,
    entry.event_code,
    entry.platform_code,
    case when account.has_shop then entry.shop_id else 'company' end as shop_id,
    entry.channel_id,
    entry.order_id,
    entry.sub_order_id,
    entry.bill_line_id,
    cast('{{ source_model }}' as text) as source_model,
    entry.source_id,
    entry._file_id,
    entry._line_number
from (
    select
        posted.*,
        {{ lines_before }} as first_number,
        case rule.account_code
            when 'own' then posted.own_account_code
            when 'receivable' then platform.receivable_account_code
            when 'clearing' then platform.clearing_account_code
            else rule.account_code
        end as account_code,
        rule.line_position,
        rule.description,
        case rule.side_code when 'debit' then 1 when 'credit' then -1 end
        * case rule.amount_code
            {%- for amount_code, column in amounts.items() %}
            when '{{ amount_code }}' then posted.{{ column }}
            {%- endfor %}
        end as debit_amount
    from posted
    inner join {{ ref('posting_rules') }} as rule
        on
            rule.event_code = posted.event_code
            and rule.component_code = posted.component_code
            and (rule.platform_code = '*' or rule.platform_code = posted.platform_code)
    left join {{ ref('platforms') }} as platform on platform.platform_code = posted.platform_code
) as entry
inner join {{ ref('chart_of_accounts') }} as account on account.account_code = entry.account_code
where entry.debit_amount <> 0
{% endmacro %}
