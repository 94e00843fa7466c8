"""Hostile files: refused or neutralised within seconds and little memory, and nothing is executed.

Each file is loaded by a process of its own, whose peak memory is measured when it has ended.
"""

import gzip
import io
import json
import os
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.python.ingestion.bills import as_csv, as_xlsx, fund_rows, put
from tests.support.warehouse import ROOT

# The promise is 5 seconds of an idle machine; a busy one starts Python in as many.
SECONDS = 60
# What Python, pyarrow and DuckDB take before they have read a byte is about 150 MB of it.
MEGABYTES = 512

_LOAD = """
import json, resource, sys
from pathlib import Path
import ingestion
with ingestion.open_sink() as sink:
    from ingestion import loader
    loader.has_pending = lambda sink: False
    sink.make_tables()
    results = [r.as_json() for r in ingestion.load_paths([Path(sys.argv[1])], sink)]
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps({"results": results, "megabytes": peak}))
"""


def load_alone(path: Path) -> list[dict]:
    """Load a file in a process of its own; its results, when it kept to its time and memory."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    finished = subprocess.run(
        [sys.executable, "-c", _LOAD, str(path)],
        cwd=ROOT,
        env=os.environ | {"RUST_BACKTRACE": "0"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        preexec_fn=limit,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr[-2000:]
    outcome = json.loads(finished.stdout)
    assert outcome["megabytes"] <= MEGABYTES
    return outcome["results"]


def packed(fill: Callable[[zipfile.ZipFile], object]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        fill(archive)
    return file.getvalue()


def zeros(archive: zipfile.ZipFile, name: str, megabytes: int) -> None:
    with archive.open(name, "w", force_zip64=True) as member:
        for _ in range(megabytes):
            member.write(bytes(1024**2))


def sixteen(content: bytes) -> bytes:
    """An archive that holds the same archive sixteen times."""
    return packed(lambda a: [a.writestr(f"{i}.zip", content) for i in range(16)])


def with_sheet(fill: Callable[[zipfile.ZipFile, str], object]) -> bytes:
    """A workbook whose one sheet somebody else fills."""
    with zipfile.ZipFile(io.BytesIO(as_xlsx(("S", [["x"]])))) as whole:
        parts = {part: whole.read(part) for part in whole.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    del parts[sheet]

    def both(archive: zipfile.ZipFile) -> None:
        for name, content in parts.items():
            archive.writestr(name, content)
        fill(archive, sheet)

    return packed(both)


def workbook(rows: str, doctype: str = "") -> bytes:
    """A workbook whose one sheet has these rows as XML."""
    schema = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    text = (
        f'<?xml version="1.0"?>{doctype}<worksheet xmlns="{schema}">'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )
    return with_sheet(lambda archive, sheet: archive.writestr(sheet, text))


def cell(reference: str, text: str = "x") -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def corners(last: str, last_row: int) -> bytes:
    return workbook(
        f'<row r="1">{cell("A1")}</row><row r="{last_row}">{cell(f"{last}{last_row}")}</row>'
    )


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))

BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "a zip of a gigabyte of zeros": (
        lambda: packed(lambda a: zeros(a, "a.csv", 1024)),
        "archive_too_large",
    ),
    "many members that are large together": (
        lambda: packed(lambda a: [zeros(a, f"{i}.csv", 60) for i in range(8)]),
        "archive_too_large",
    ),
    "archives in archives in archives": (
        lambda: sixteen(sixteen(packed(lambda a: zeros(a, "a.csv", 30)))),
        "archive_too_large",
    ),
    "a gzip of a gigabyte of zeros": (
        lambda: gzip.compress(bytes(1024**3), compresslevel=1),
        "archive_too_large",
    ),
    "a workbook of zeros": (
        lambda: with_sheet(lambda archive, sheet: zeros(archive, sheet, 700)),
        "archive_too_large",
    ),
    "two cells at the corners of a sheet": (
        lambda: corners("XFD", 1_048_576),
        "too_many_columns",
    ),
    "two cells at the corners of a narrower sheet": (
        lambda: corners("ZZ", 1_048_576),
        "workbook_too_large",
    ),
    "16,384 columns of a workbook": (
        lambda: workbook(f'<row r="1">{cell("A1")}{cell("XFD1")}</row>'),
        "too_many_columns",
    ),
    "a workbook of entities": (
        lambda: workbook(f'<row r="1">{cell("A1", "&l9;")}</row>', f"<!DOCTYPE x [{LAUGHS}]>"),
        "xml_with_doctype",
    ),
    "a page of entities": (
        f"<!DOCTYPE html [{LAUGHS}]><table><tr><td>&l9;</td></tr></table>".encode,
        "no_header",
    ),
    "XML of entities": (
        f'<?xml version="1.0"?><!DOCTYPE x [{LAUGHS}]><x>&l9;</x>'.encode,
        "no_header",
    ),
    "16,384 columns of text": (
        lambda: as_csv([["x"] * 16_384] * 40),
        "too_many_columns",
    ),
    "a page with a tag that never ends": (
        lambda: b"<table><tr><td " + b"a" * 50_000_000,
        "line_too_long",
    ),
    "a page of nested tables": (
        lambda: b"<table><tr><td>" * 200_000,
        "no_header",
    ),
    "a page of comments that never end": (
        lambda: b"<table>" + b"<!--" * 5_000_000,
        "line_too_long",
    ),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_bomb(bomb, inbox):
    content, code = BOMBS[bomb]
    results = load_alone(put(inbox / "a.xls", content()))
    assert results
    for result in results:
        assert result["status"] in ("refused", "unknown")
    assert any(result["reason"].startswith(f"{code}: ") for result in results), results


@pytest.mark.parametrize(
    ("begin", "code"),
    [
        (b"", "no_header"),
        (as_csv(fund_rows(3)), "line_too_long"),
        (as_csv(fund_rows(3), "gb18030"), "line_too_long"),
    ],
    ids=["alone", "utf-8", "gb18030"],
)
@pytest.mark.parametrize("filling", [b"a", b"\0"], ids=["letters", "zeros"])
def test_a_line_of_a_gigabyte(begin, code, filling, inbox):
    """NUL bytes cost no disk, letters do: of those a fifth of a gigabyte is as telling."""
    path = put(inbox / "a.csv", begin)
    with path.open("r+b") as file:
        file.seek(0, os.SEEK_END)
        if filling == b"\0":
            file.truncate(1024**3)
        else:
            for _ in range(200):
                file.write(filling * 1024**2)
    [result] = load_alone(path)
    assert result["status"] in ("refused", "unknown")
    assert result["reason"].startswith(f"{code}: ")


SQL = "'); drop table raw.bill_file; --"
FORMULA = '=cmd|"/c calc"!A1'


def test_sql_and_formulas_are_text_wherever_they_stand(inbox, load, query):
    rows = fund_rows(2, 备注=FORMULA)
    rows[2][-1] = SQL
    more = [[SQL, FORMULA, 'a"b', "A", "a", "动账时间"], ["1", "2", "3", "4", "5", "6"], [""] * 6]
    rows = [row + extra for row, extra in zip(rows, more, strict=True)]
    member = f"../../../{SQL}/{FORMULA}.csv"
    put(inbox / f"{SQL}.csv", as_csv(rows))
    put(inbox / "x.zip", packed(lambda a: a.writestr(member, as_csv(rows, "gb18030"))))
    assert [r.status for r in load(inbox)] == ["loaded"] * 2
    found = query('select _extra, "备注" as remark from raw.douyin_fund order by _line_number')
    assert [row["remark"] for row in found] == [FORMULA, FORMULA, SQL, SQL]
    extra = {SQL: "1", FORMULA: "2", 'a"b': "3", "A": "4", "a": "5", "动账时间'": "6"}
    assert [row["_extra"] and json.loads(row["_extra"]) for row in found] == [extra] * 2 + [
        None
    ] * 2
    names = {row["file_name"] for row in query("select file_name from raw.bill_file")}
    assert names == {f"{SQL}.csv", 'c calc"!A1.csv'}


def test_a_formula_of_a_workbook_is_not_computed(inbox, load, query):
    sheet = SQL.replace("/", "")
    load(put(inbox / "=1+1.xlsx", as_xlsx((sheet, fund_rows(1, 备注="=1+1")))))
    [row] = query('select _sheet_name, "备注" as remark from raw.douyin_fund')
    assert row == {"_sheet_name": sheet, "remark": None}


def test_nothing_is_written_outside_the_archive(inbox, load, tmp_path):
    names = [
        "../../evil.csv",
        "/tmp/evil.csv",
        "..\\..\\evil.csv",
        "C:\\evil.csv",
        "a/../../evil.csv",
    ]

    def fill(archive: zipfile.ZipFile) -> None:
        for number, name in enumerate(names):
            archive.writestr(name, as_csv(fund_rows(number + 1)))
        link = zipfile.ZipInfo("link.csv")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")

    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    results = load(put(inbox / "a.zip", packed(fill)))
    assert sorted(r.status for r in results) == ["loaded"] * 5 + ["unknown"]
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
    assert result.status == "loaded" or (result.reason or "").startswith("not_text: ")
