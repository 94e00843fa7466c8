-- Grain: one loaded bill file whose own totals (合计, 笔数) disagree with its rows.
with bill_files as (
    select * from {{ ref('bill_file_dim') }}
    where file_status = 'loaded' and refusal_reason like '%control_total_mismatch%'
),

shops as (
    select * from {{ ref('shops') }}
),

contents as (
    select
        _file_id as file_id,
        min(platform_code) as platform_code,
        {{ least_text('shop_id') }} as shop_id,
        min(content_date) as first_date
    from {{ ref('bill_line_fact') }}
    group by _file_id
),

-- The first total that is money: the others of the file are counts, or follow from it.
stated as (
    select
        bill_files.*,
        {{ safe_decimal(regex_extract(
            'refusal_reason', '(?:amount|[^数t]) stated ([0-9.-]+), rows say'
        )) }} as stated_amount,
        {{ safe_decimal(regex_extract(
            'refusal_reason', '(?:amount|[^数t]) stated [0-9.-]+, rows say ([0-9.-]+)'
        )) }} as counted_amount
    from bill_files
),

recon_mismatched_files as (
    select
        stated.file_id,
        'control_total_mismatch' as reason_code,
        coalesce(contents.platform_code, shops.platform_code, 'company') as platform_code,
        coalesce(contents.shop_id, shops.shop_id, 'unknown') as shop_id,
        contents.first_date as record_date,
        cast(coalesce(stated.stated_amount - stated.counted_amount, 0) as decimal(18, 2))
            as difference_amount
    from stated
    left join contents on stated.file_id = contents.file_id
    left join shops on stated.source_folder = shops.shop_id
)

select * from recon_mismatched_files
