-- Grain: one kind of line (platform, bill, scene, direction, wording of the remark) × component
-- × stretch of days in which no mapping changes, with the fee type of the most exact fee_mapping.
with kinds_of_line as (
    select distinct
        platform_code,
        bill_kind,
        direction_code,
        coalesce(scene_name, '') as scene_key,
        coalesce(remark_pattern, '') as remark_key
    from {{ ref('int_flow_lines_unioned') }}
),

mappings as (
    select * from {{ ref('fee_type_mappings') }}
),

boundaries as (
    select valid_from from mappings
    union
    select valid_to as valid_from from mappings
),

stretches as (
    select
        valid_from,
        lead(valid_from) over (order by valid_from asc) as valid_to
    from boundaries
),

components as (
    {%- for component in money_components() + ['line'] %}
        select '{{ component }}' as component_code
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
),

candidates as (
    select
        kind.*,
        component.component_code,
        stretch.valid_from,
        stretch.valid_to,
        fee_mapping.fee_type_code,
        row_number() over (
            partition by
                kind.platform_code, kind.bill_kind, kind.direction_code, kind.scene_key,
                kind.remark_key, component.component_code, stretch.valid_from
            order by
                case when fee_mapping.scene_name = '*' then 1 else 0 end asc,
                length(fee_mapping.remark_like) desc,
                case when fee_mapping.component_code = '*' then 1 else 0 end asc,
                case when fee_mapping.direction_code = '*' then 1 else 0 end asc,
                fee_mapping.fee_type_code asc
        ) as candidate_rank
    from kinds_of_line as kind
    inner join mappings as fee_mapping
        on
            kind.platform_code = fee_mapping.platform_code
            and kind.bill_kind = fee_mapping.bill_kind
            and coalesce(fee_mapping.scene_name, '') in (kind.scene_key, '*')
            and fee_mapping.direction_code in (kind.direction_code, '*')
            and kind.remark_key like fee_mapping.remark_like
    inner join components as component
        on fee_mapping.component_code in (component.component_code, '*')
    inner join stretches as stretch
        on
            fee_mapping.valid_from <= stretch.valid_from
            and fee_mapping.valid_to > stretch.valid_from
),

int_fee_types_resolved as (
    select
        platform_code,
        bill_kind,
        direction_code,
        scene_key,
        remark_key,
        component_code,
        valid_from,
        valid_to,
        fee_type_code
    from candidates
    where candidate_rank = 1
)

select * from int_fee_types_resolved
