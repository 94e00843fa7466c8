-- Grain: one bill line or bill file that is wrong by itself, whatever it is reconciled with.
with flagged_lines as (
    {% for recon_type, model in {
        'bill_line': 'recon_held_lines',
        'version': 'recon_contested_lines',
        'identity': 'recon_broken_identities',
    }.items() %}
        select
            *,
            '{{ recon_type }}' as recon_type
        from {{ ref(model) }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

incomplete_files as (
    select * from {{ ref('recon_incomplete_files') }}
),

mismatched_files as (
    select * from {{ ref('recon_mismatched_files') }}
),

recon_flags as (
    select
        recon_type,
        reason_code,
        platform_code,
        shop_id,
        order_id,
        sub_order_id,
        bill_line_id as match_key,
        record_date,
        difference_amount,
        bill_line_id,
        cast(null as {{ dbt.type_string() }}) as file_id
    from flagged_lines
    union all
    select
        'download' as recon_type,
        reason_code,
        platform_code,
        shop_id,
        cast(null as {{ dbt.type_string() }}) as order_id,
        cast(null as {{ dbt.type_string() }}) as sub_order_id,
        file_id as match_key,
        record_date,
        difference_amount,
        bill_line_id,
        cast(null as {{ dbt.type_string() }}) as file_id
    from incomplete_files
    union all
    select
        'control_total' as recon_type,
        reason_code,
        platform_code,
        shop_id,
        cast(null as {{ dbt.type_string() }}) as order_id,
        cast(null as {{ dbt.type_string() }}) as sub_order_id,
        file_id as match_key,
        record_date,
        difference_amount,
        cast(null as {{ dbt.type_string() }}) as bill_line_id,
        file_id
    from mismatched_files
)

select * from recon_flags
