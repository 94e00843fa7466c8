{#
    A query that deals an amount out by weight with the largest remainder method (最大余额法), so that the
    parts add up to the whole to the cent.

    relation: CTE or relation with one row a part. key: its unique column. partition: column of the whole.
    amount: the whole's amount, the same on every row of a partition, decimal(18, 2).
    weight: decimal(18, 2), not negative; where all of a partition are 0 the parts are as equal as cents allow.
    Returns the columns of `relation` and `allocated_amount`, decimal(18, 2). Cents that floor division leaves
    go to the largest remainders; equal remainders by `key`.
#}
{% macro allocate(relation, key, partition, amount, weight) %}
    {%- set amount_cents = storeledger._cents(amount) -%}
    select
        part.*,
        cast(
            cast(
                sign(part.{{ amount }}) * (
                    part._floor_cents
                    + case when row_number() over (
                        partition by part.{{ partition }}
                        order by part._remainder desc, part.{{ key }} asc
                    ) <= part._whole_cents - sum(part._floor_cents) over (
                        partition by part.{{ partition }}
                    ) then 1 else 0 end
                ) as decimal(30, 2)
            ) * 0.01 as decimal(18, 2)
        ) as allocated_amount
    from (
        select
            share.*,
            {{ storeledger._integer_quotient(
                'share._whole_cents * share._weight', 'share._weight_sum'
            ) }} as _floor_cents,
            mod(share._whole_cents * share._weight, share._weight_sum) as _remainder
        from (
            select
                weighted.*,
                {{ storeledger._wide_integer('abs(' ~ amount_cents ~ ')') }} as _whole_cents,
                {{ storeledger._wide_integer(
                    'sum(weighted._weight) over (partition by weighted.' ~ partition ~ ')'
                ) }} as _weight_sum
            from (
                select
                    source.*,
                    case
                        when sum(source.{{ weight }}) over (partition by source.{{ partition }}) = 0
                            then {{ storeledger._wide_integer('1') }}
                        else {{ storeledger._cents('source.' ~ weight) }}
                    end as _weight
                from {{ relation }} as source
            ) as weighted
        ) as share
    ) as part
{% endmacro %}
