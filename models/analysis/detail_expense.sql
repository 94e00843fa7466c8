-- Grain: journal line of an expense account. Σ by account and month = analysis_expense_structure.
with
journal as (
    select * from {{ ref('journal') }}
    where voucher_type_code not in ('period_close', 'year_close')
),

accounts as (
    select * from {{ ref('account_dim') }}
    where
        statement_code = 'income_statement'
        and is_leaf
        and statement_line_code not in ('operating_revenue', 'non_operating_income')
),

shops as (
    select distinct
        shop_id,
        shop_name
    from {{ ref('channel_dim') }}
),

files as (
    select * from {{ ref('bill_file_dim') }}
),

exceptions as (
    select
        _file_id,
        _line_number,
        min(status_code) as status_code,
        min(reason_code) as reason_code
    from {{ ref('recon_exceptions') }}
    where _file_id is not null
    group by _file_id, _line_number
),

detail_expense as (
    select
        journal.journal_line_id,
        journal.voucher_id,
        journal.voucher_date as expense_date,
        journal.accounting_period,
        journal.account_code as accounting_item_id,
        accounts.account_name as accounting_item_name,
        journal.order_id as related_order_no,
        journal.shop_id as account_id,
        files.file_name as source_bill_file,
        journal._line_number as source_row_number,
        journal._file_id as source_file_id,
        exceptions.reason_code as reconciliation_result,
        cast(journal.debit_amount - journal.credit_amount as decimal(18, 2)) as amount,
        cast(null as text) as verified_by,
        cast(null as timestamp) as verified_at,
        coalesce(journal.platform_code, 'company') as platform,
        coalesce(shops.shop_name, journal.shop_id) as account_name,
        coalesce(exceptions.status_code, 'no_exception') as reconciliation_status
    from journal
    inner join accounts on journal.account_code = accounts.account_code
    left join shops on journal.shop_id = shops.shop_id
    left join files on journal._file_id = files.file_id
    left join exceptions
        on
            journal._file_id = exceptions._file_id
            and journal._line_number = exceptions._line_number
)

select * from detail_expense
