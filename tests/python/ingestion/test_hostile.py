"""Hostile files: refused or neutralised within seconds and little memory, and nothing is executed.

Each file is loaded by a process of its own, whose peak memory is measured when it has ended.
"""

import json
import os
from pathlib import Path

import pytest

from tests.python.ingestion.bills import as_csv, as_xlsx, fund_rows, put
from tests.support.hostile import (
    BOMBS,
    FORMULA,
    LONG_LINES,
    MEGABYTE,
    SQL,
    load_alone,
    packed,
    poisoned_names,
    poisoned_rows,
    write_long_line,
)

# The promise is 5 seconds, which `python -m benchmarks.hostile` measures. A test is no place for
# seconds, which depend on the machine and on what else it does: here nothing may go on for ever.
TIMEOUT = 300
# What Python, pyarrow and DuckDB take before they have read a byte is about 150 MB of it.
MEGABYTES = 512


def refused(path: Path) -> list[dict]:
    """Load a file alone; its results, when it kept to its memory and all of them are refusals."""
    outcome = load_alone(path, TIMEOUT)
    assert outcome.megabytes <= MEGABYTES
    assert outcome.results
    assert {result["status"] for result in outcome.results} <= {"refused", "unknown"}
    return outcome.results


@pytest.mark.parametrize("bomb", BOMBS)
def test_bomb(bomb, inbox):
    content, code = BOMBS[bomb]
    results = refused(put(inbox / "a.xls", content()))
    assert any(result["reason"].startswith(f"{code}: ") for result in results), results


@pytest.mark.parametrize("place", LONG_LINES)
@pytest.mark.parametrize("filling", [b"a", b"\0"], ids=["letters", "zeros"])
def test_a_line_without_end(place, filling, inbox):
    """Of zeros more than the memory may hold. `python -m benchmarks.hostile` loads a gigabyte."""
    begin, code = LONG_LINES[place]
    size = (400 if filling == b"\0" else 200) * MEGABYTE
    [result] = refused(write_long_line(inbox / "a.csv", begin, filling, size))
    assert result["reason"].startswith(f"{code}: ")


def test_sql_and_formulas_are_text_wherever_they_stand(inbox, load, query):
    rows = poisoned_rows()
    member = f"../../../{SQL}/{FORMULA}.csv"
    put(inbox / f"{SQL}.csv", as_csv(rows))
    put(inbox / "x.zip", packed(lambda a: a.writestr(member, as_csv(rows, "gb18030"))))
    assert [r.status for r in load(inbox)] == ["loaded"] * 2
    found = query('select _extra, "备注" as remark from raw.douyin_fund order by _line_number')
    assert [row["remark"] for row in found] == [FORMULA, FORMULA, SQL, SQL]
    extra = {SQL: "1", FORMULA: "2", 'a"b': "3", "A": "4", "a": "5", "A'": "6"}
    assert [row["_extra"] and json.loads(row["_extra"]) for row in found] == [extra] * 2 + [
        None
    ] * 2
    names = {row["file_name"] for row in query("select file_name from raw.bill_file")}
    assert names == {f"{SQL}.csv", 'c calc"!A1.csv'}


def test_a_formula_of_a_workbook_is_not_computed(inbox, load, query):
    sheet = SQL.replace("/", "")
    [result] = load(put(inbox / "=1+1.xlsx", as_xlsx((sheet, fund_rows(1, 备注="=1+1")))))
    assert result.reason.startswith("cell_without_value: a formula that nobody has computed")
    load(put(inbox / "=1+2.xlsx", as_xlsx((sheet, fund_rows(1)))))
    [row] = query("select _sheet_name from raw.douyin_fund")
    assert row == {"_sheet_name": sheet}


def test_nothing_is_written_outside_the_archive(inbox, load, tmp_path):
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    results = load(put(inbox / "a.zip", poisoned_names()))
    assert sorted(r.status for r in results) == ["loaded"] * 6 + ["unknown"]
    data = tmp_path / "data"
    new = {path for path in tmp_path.rglob("*") if path.is_file()} - before
    assert {
        p for p in new if p.name not in ("a.zip", "storeledger.duckdb", "storeledger.duckdb.wal")
    }
    for path in new - {inbox / "a.zip"}:
        assert path.is_relative_to(data)
    assert not Path("/tmp/evil.csv").exists()


def test_a_file_name_that_is_no_text_is_shown_with_escapes(inbox, load, query):
    path = os.fsencode(inbox) + b"/\xff\xfe.csv"
    with open(path, "wb") as file:  # noqa: PTH123
        file.write(as_csv(fund_rows(1)))
    [result] = load(inbox)
    assert result.status == "loaded"
    assert query("select file_name from raw.bill_file") == [{"file_name": "\\xff\\xfe.csv"}]


def test_a_nul_in_a_workbook_is_refused(inbox, load):
    rows = fund_rows(1, 备注="a_x0000_b")
    [result] = load(put(inbox / "a.xlsx", as_xlsx(("S", rows))))
    assert (result.status, result.reason) == ("refused", "not_text: holds a NUL character")
