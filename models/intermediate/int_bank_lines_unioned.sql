-- Grain: one line of a bank statement of any bank. amount is signed: money in positive.
{%- set columns = 'flow_number, occurred_at, balance_amount, counterparty_name, summary, purpose, remark, '
    ~ '_line_amount as amount, _raw_line_id' %}
with bank_lines as (
    select {{ columns }} from {{ ref('stg_bank__icbc_lines') }}
    union all
    select {{ columns }} from {{ ref('stg_bank__cmb_lines') }}
),

int_bank_lines_unioned as (
    select
        line.bill_line_id,
        coalesce(line.bank_account_id, 'unknown') as bank_account_id,
        coalesce(line.bank_code, 'unknown') as bank_code,
        bank_line.flow_number,
        bank_line.occurred_at,
        bank_line.amount,
        bank_line.balance_amount,
        bank_line.counterparty_name,
        bank_line.summary,
        bank_line.purpose,
        bank_line.remark,
        case when bank_line.amount < 0 then 'out' else 'in' end as direction_code,
        concat(bank_line.summary, ' ', bank_line.purpose, ' ', bank_line.remark) as wording,
        line._file_id,
        line._line_number,
        line._row_hash
    from bank_lines as bank_line
    inner join {{ ref('int_bill_lines_ranked') }} as line
        on bank_line._raw_line_id = line.raw_line_id and not line.is_duplicate
)

select * from int_bank_lines_unioned
