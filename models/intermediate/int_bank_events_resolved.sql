-- Grain: one bank line that a mapping knows, with the event of the mapping of least priority
-- number.
with bank_lines as (
    select * from {{ ref('int_bank_lines_unioned') }}
),

mappings as (
    select * from {{ ref('bank_event_mappings') }}
),

candidates as (
    select
        bank_line.bill_line_id,
        event_mapping.bank_event_code,
        event_mapping.platform_code,
        row_number() over (
            partition by bank_line.bill_line_id
            order by
                event_mapping.priority asc,
                event_mapping.bank_event_code asc,
                event_mapping.platform_code asc
        ) as candidate_rank
    from bank_lines as bank_line
    inner join mappings as event_mapping
        on
            bank_line.direction_code = event_mapping.direction_code
            and bank_line.wording like event_mapping.summary_like
            and coalesce(bank_line.counterparty_name, '') like event_mapping.counterparty_like
            and cast(bank_line.occurred_at as date) >= event_mapping.valid_from
            and cast(bank_line.occurred_at as date) < event_mapping.valid_to
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
