-- Grain: one bank line that a mapping knows, with the event of the mapping of least priority number.
with bank_lines as (
    select * from {{ ref('int_bank_lines_unioned') }}
),

mappings as (
    select * from {{ ref('bank_event_mappings') }}
),

candidates as (
    select
        bank_line.bill_line_id,
        mapping.bank_event_code,
        mapping.platform_code,
        row_number() over (
            partition by bank_line.bill_line_id
            order by mapping.priority asc, mapping.bank_event_code asc, mapping.platform_code asc
        ) as candidate_rank
    from bank_lines as bank_line
    inner join mappings as mapping
        on
            bank_line.direction_code = mapping.direction_code
            and bank_line.wording like mapping.summary_like
            and coalesce(bank_line.counterparty_name, '') like mapping.counterparty_like
),

int_bank_events_resolved as (
    select
        bill_line_id,
        bank_event_code,
        platform_code
    from candidates
    where candidate_rank = 1
)

select * from int_bank_events_resolved
