"""Every documented scene, fee and remark of a platform has a fee type, or is held on purpose.

`vocabulary.csv` lists them by the section of the notes on bill formats that documents them.
"""

import csv
import json
import re
from pathlib import Path

import duckdb
import pytest

from tests.support.warehouse import ROOT, Warehouse

ROWS = list(csv.DictReader((Path(__file__).parent / "vocabulary.csv").open(encoding="utf-8")))
KEY = ("platform_code", "bill_kind", "direction_code", "scene_name", "remark_pattern")


def line(row: dict[str, str]) -> tuple[str, ...]:
    """Return the kind of bill line that a row of the vocabulary is, as `KEY` names it."""
    return tuple(
        (row | {"remark_pattern": re.sub("[0-9A-Za-z]+", "", row["remark"])})[k] for k in KEY
    )


@pytest.fixture(scope="module")
def resolved(duckdb_warehouse: Warehouse) -> dict[tuple[str, ...], str]:
    """Return the fee type of every kind of line × component, as the model resolves them."""
    manifest = Path(duckdb_warehouse.environment["DBT_TARGET_PATH"]) / "manifest.json"
    model = json.loads(manifest.read_text())["nodes"]["model.storeledger.int_fee_types_resolved"]
    file = Path(duckdb_warehouse.environment["STORELEDGER_DATA"]) / "storeledger.duckdb"
    lines = '"storeledger"."intermediate"."int_flow_lines_unioned"'
    assert lines in model["compiled_code"]
    with duckdb.connect() as connection:
        connection.execute(f"attach '{file}' as storeledger (read_only)")
        connection.execute(f"create table lines ({', '.join(f'{name} text' for name in KEY)})")
        connection.executemany(
            f"insert into lines values ({', '.join('?' * len(KEY))})", [line(row) for row in ROWS]
        )
        found = connection.execute(
            "select platform_code, bill_kind, direction_code, scene_key, remark_key,"
            " component_code, fee_type_code"
            f" from ({model['compiled_code'].replace(lines, 'lines')})"
        )
        return {tuple(row[:-1]): row[-1] for row in found.fetchall()}


def test_every_documented_word_has_its_fee_type_or_is_held_on_purpose(resolved) -> None:
    wrong = [
        (row["section"], *line(row), row["component_code"], found)
        for row in ROWS
        if (found := resolved.get((*line(row), row["component_code"]), "")) != row["fee_type_code"]
    ]
    assert wrong == []


def test_what_is_held_has_a_reason_and_nothing_else_has() -> None:
    assert ROWS
    assert [row for row in ROWS if bool(row["fee_type_code"]) == bool(row["held_because"])] == []


def test_every_fee_type_is_reached_by_a_mapping() -> None:
    seeds = ROOT / "seeds"
    types, mapped = (
        {row["fee_type_code"] for row in csv.DictReader((seeds / name).open(encoding="utf-8"))}
        for name in ("fee_types.csv", "fee_type_mappings.csv")
    )
    assert types - mapped == {"unmapped"}
