-- Grain: one line of an ad account's ledger, with what it measures: spend from paid-in money, spend
-- from grants, a top-up. A scene that no mapping knows measures nothing and is held.
{%- set ledgers = {
    'stg_wanxiangtai__ledger_lines': {},
    'stg_pdd__promotion_wallet_lines': {'fund_name': 'fund_name'},
    'stg_jd__jzt_lines': {
        'occurred_at': 'cast(spend_date as timestamp)', 'amount': '-_line_amount', 'balance': 'null',
    },
} %}
with ledger_lines as (
    {%- for model, columns in ledgers.items() %}
        select
            bill_line_id,
            bill_platform_code,
            shop_id,
            spend_date,
            {{ columns.occurred_at or 'occurred_at' }} as occurred_at,
            scene_name,
            cast({{ columns.fund_name or 'null' }} as text) as fund_name,
            cast({{ columns.amount or '_line_amount' }} as decimal(18, 2)) as amount,
            cast({{ columns.balance or 'balance_amount' }} as decimal(18, 2)) as balance_amount,
            _file_id,
            _line_number,
            _row_hash
        from ({{ counted_rows(model) }}) as counted
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
),

mappings as (
    select * from {{ ref('ad_scene_mappings') }}
),

int_ad_ledger_lines_measured as (
    select
        ledger_line.*,
        scene.measure_code,
        scene.measure_code is null or scene.measure_code in ('cash', 'deposit') as is_paid_in
    from ledger_lines as ledger_line
    left join mappings as scene
        on
            ledger_line.bill_platform_code = scene.platform_code
            and ledger_line.scene_name like scene.scene_like
            and coalesce(ledger_line.fund_name, '') like scene.fund_like
            and ledger_line.spend_date >= scene.valid_from
            and ledger_line.spend_date < scene.valid_to
)

select * from int_ad_ledger_lines_measured
