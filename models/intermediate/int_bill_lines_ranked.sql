-- Grain: one row of one loaded bill file. Of the rows that tell the same content the one with the
-- furthest status counts (a status that no mapping knows may be any: it comes first, and is held),
-- then the latest, then the least hash: never the one that arrived first.
-- Movements of money are told apart by the account that they move, which is the file's folder: two
-- shops may each have the same line.
{%- set movements = ['bank', 'ad', 'fund_flow', 'settlement'] %}
with bill_lines as (
    select
        *,
        -- A row that tells no time is read with the last mapping.
        coalesce(cast(_content_at as date), cast('9999-12-30' as date)) as told_date
    from {{ ref('int_bill_lines_unioned') }}
),

files as (
    select * from {{ ref('int_files_attributed') }}
),

statuses as (
    {%- for bill_kind in ['order', 'order_header'] %}
        select
            '{{ bill_kind }}' as bill_kind,
            platform_code,
            status_name,
            status_rank,
            valid_from,
            valid_to
        from {{ ref('order_status_mappings') }}
        union all
    {%- endfor %}
    select
        'after_sale' as bill_kind,
        platform_code,
        status_name,
        status_rank,
        valid_from,
        valid_to
    from {{ ref('refund_status_mappings') }}
),

identified as (
    select
        staged.*,
        status.status_rank,
        bill_file.bank_account_id,
        bill_file.bank_code,
        case
            when bill_file.shop_platform_code = staged.platform_code then bill_file.shop_id
            else 'unknown'
        end as shop_id,
        {{ surrogate_key([
            'staged.source_name',
            "case when staged.bill_kind in ('" ~ movements | join("', '") ~ "')"
            ~ ' then bill_file.source_folder end',
            'coalesce(staged._natural_key, staged.raw_line_id)',
        ]) }} as bill_line_id
    from bill_lines as staged
    left join files as bill_file on staged._file_id = bill_file.file_id
    left join statuses as status
        on
            staged.bill_kind = status.bill_kind
            and staged.platform_code = status.platform_code
            and staged.status_name = status.status_name
            and staged.told_date >= status.valid_from
            and staged.told_date < status.valid_to
),

int_bill_lines_ranked as (
    select
        raw_line_id,
        bill_line_id,
        source_name,
        bill_kind,
        platform_code,
        shop_id,
        bank_account_id,
        bank_code,
        line_amount,
        row_number() over (
            partition by bill_line_id
            order by
                status_rank desc nulls first,
                _content_at desc nulls last,
                _row_hash asc,
                _file_id asc,
                {{ binary_order('_sheet_name') }} asc nulls last,
                _line_number asc
        ) > 1 as is_duplicate,
        _file_id,
        _line_number,
        _row_hash,
        _content_at,
        _residual
    from identified
)

select * from int_bill_lines_ranked
