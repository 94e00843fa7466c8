"""Every model with logic has a dbt unit test, and a model's own text tells whether it has logic.

It has none if each of its selects only picks, renames and casts columns of one relation.
"""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from orchestration.lib.manifest import prepare_manifest, read_manifest
from orchestration.lib.settings import PROJECT_ROOT

# What a model may call without logic of its own: to read a table, a cell, a row's identity.
TABLE = r"(?:ref|source)\('\w+'(?:, '\w+')?\)"
CELL = (
    r"(?:bank_wording|clean_id|clean_remark|clean_text"
    r"|safe_date|safe_decimal|safe_integer|safe_timestamp)"
    r"""\('(?:"[^"]*"|\w+)'(?:, \d+)?\)"""
)
IDENTITY = rf"lineage_columns\((?:content_key\(\)|{CELL})\)"
CALL = re.compile(rf"\{{\{{ (?:{TABLE}|{CELL}|{IDENTITY}) \}}\}}")

NAME = r"[a-z_]\w*"
COLUMN = rf"(?:\*|(?:{NAME}|cast\({NAME} as [a-z]+(?:\(\d+, \d+\))?\))(?: as {NAME})?)"
STEP = rf"{NAME} as \( select {COLUMN}(?:, {COLUMN})* from {NAME} \)"
MODEL = re.compile(rf"with {STEP}(?:, {STEP})* select \* from {NAME}")

PLAIN = """-- Grain: one row of a statement.
with source as (
    select * from {{ source('raw', 'statement') }}
),

stg_bank__lines as (
    select
        {{ clean_id('"流水号"') }} as flow_number,
        {{ safe_decimal('"余额(元)"') }} as balance_amount,  -- noqa: RF04
        cast({{ safe_decimal('rate', 6) }} as decimal(9, 6)) as vat_rate,
        cast(null as text) as remark,
        _file_id,
        {{ lineage_columns(clean_id('"流水号"')) }}
    from source
)

select * from stg_bank__lines
"""


def has_logic(sql: str) -> bool:
    """Return whether a model, as it is written, does more than pick, rename and cast."""
    text = CALL.sub("called", re.sub(r"--[^\n]*", "", sql))
    return not MODEL.fullmatch(" ".join(text.split()))


def test_a_renamed_and_cast_column_is_no_logic() -> None:
    assert not has_logic(PLAIN)
    assert not has_logic(PLAIN.replace("clean_id('\"流水号\"')) }}", "content_key()) }}"))


@pytest.mark.parametrize(
    "column",
    [
        "case when remark is null then 0 end as rate",
        "coalesce(remark, '') as remark",
        "paid_amount - fee_amount as amount",
        "-fee_amount as amount",
        "shop_id || ':' || order_id as key",
        "ordered_at > paid_at as is_late",
        "'bank' as kind",
        "cast(paid_amount + fee_amount as decimal(18, 2)) as amount",
        "sum(amount) as amount",
        "row_number() over (partition by shop_id) as place",
        "(select max(amount) from other) as amount",
        "{{ negated_decimal('\"支出\"') }} as amount",
        "{{ clean_id('replace(\"单号\", \\'No:\\', \\'\\')') }} as waybill_number",
        "{{ lineage_columns(clean_id('\"单号\"') ~ \" || ':' || \" ~ clean_id('\"行\"')) }}",
        "{% for name in names %}{{ name }},{% endfor %} amount",
    ],
)
def test_a_column_that_is_made_is_logic(column: str) -> None:
    assert has_logic(PLAIN.replace("_file_id", column))


@pytest.mark.parametrize(
    "relation",
    [
        "source where amount > 0",
        "source inner join other on source.id = other.id",
        "source, other",
        "source group by shop_id",
        "source order by amount limit 1",
        "source union all select * from other",
        "({{ counted_rows('stg_bank__lines') }}) as counted",
    ],
)
def test_a_row_that_is_chosen_or_added_is_logic(relation: str) -> None:
    assert has_logic(PLAIN.replace("from source\n", f"from {relation}\n"))


def test_rows_that_are_made_one_are_logic() -> None:
    assert has_logic(PLAIN.replace("select\n", "select distinct\n"))


@pytest.fixture(scope="module")
def manifest() -> Mapping[str, Any]:
    """What dbt makes of the project."""
    prepare_manifest(PROJECT_ROOT)
    return read_manifest()


def test_every_model_with_logic_has_a_unit_test(manifest: Mapping[str, Any]) -> None:
    logic = {
        node["name"]: has_logic(node["raw_code"])
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
    }
    assert set(logic.values()) == {True, False}
    tested = {test["model"] for test in manifest["unit_tests"].values()}
    assert sorted(name for name, found in logic.items() if found and name not in tested) == []
