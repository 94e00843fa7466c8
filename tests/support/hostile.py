"""Hostile bill files, and a load of one in a process of its own that says what it took."""

import gzip
import io
import json
import os
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.python.ingestion.bills import as_csv, as_xlsx, fund_rows
from tests.support.warehouse import ROOT

MEGABYTE = 1024**2
GIGABYTE = 1024**3
SQL = "'); drop table raw.bill_file; --"
FORMULA = '=cmd|"/c calc"!A1'

_LOAD = """
import json, sys, time
from pathlib import Path
import ingestion
with ingestion.open_sink() as sink:
    from ingestion import loader
    loader.has_pending = lambda sink: False
    sink.make_tables()
    start, started = time.process_time(), time.monotonic()
    results = [r.as_json() for r in ingestion.load_paths([Path(sys.argv[1])], sink)]
    taken = {"cpu": time.process_time() - start, "wall": time.monotonic() - started}
# Not ru_maxrss: that begins with the memory of the process that started this one.
status = Path("/proc/self/status").read_text().split()
peak = int(status[status.index("VmHWM:") + 1]) // 1024
print(json.dumps({"results": results, "megabytes": peak, "start": start, **taken}))
"""


@dataclass(frozen=True)
class Outcome:
    """A load in a process of its own: results, peak memory, CPU seconds to start, then to load."""

    results: list[dict]
    megabytes: int
    start: float
    cpu: float
    wall: float


def load_alone(path: Path, timeout: float) -> Outcome:
    """Load a file in a process of its own; raise where that ends otherwise than well."""
    finished = subprocess.run(
        [sys.executable, "-c", _LOAD, str(path)],
        cwd=ROOT,
        env=os.environ | {"RUST_BACKTRACE": "0"},
        capture_output=True,
        text=True,
        timeout=timeout,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (0, 0)),
        check=False,
    )
    if finished.returncode:
        raise RuntimeError(finished.stderr[-2000:])
    return Outcome(**json.loads(finished.stdout))


def packed(fill: Callable[[zipfile.ZipFile], object]) -> bytes:
    """Return a zip file that somebody fills."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        fill(archive)
    return file.getvalue()


def _zeros(archive: zipfile.ZipFile, name: str, megabytes: int) -> None:
    with archive.open(name, "w", force_zip64=True) as member:
        for _ in range(megabytes):
            member.write(bytes(MEGABYTE))


def _sixteen(content: bytes) -> bytes:
    """Return an archive that holds the same archive sixteen times."""
    return packed(lambda a: [a.writestr(f"{i}.zip", content) for i in range(16)])


def _parts() -> dict[str, bytes]:
    """Return the parts of a workbook of one cell, by name."""
    with zipfile.ZipFile(io.BytesIO(as_xlsx(("S", [["x"]])))) as whole:
        return {part: whole.read(part) for part in whole.namelist()}


def _with_sheet(fill: Callable[[zipfile.ZipFile, str], object]) -> bytes:
    """Return a workbook whose one sheet somebody else fills."""
    parts = _parts()
    sheet = "xl/worksheets/sheet1.xml"
    del parts[sheet]

    def both(archive: zipfile.ZipFile) -> None:
        for name, content in parts.items():
            archive.writestr(name, content)
        fill(archive, sheet)

    return packed(both)


def _workbook(rows: str, doctype: str = "") -> bytes:
    """Return a workbook whose one sheet has these rows as XML."""
    schema = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    text = (
        f'<?xml version="1.0"?>{doctype}<worksheet xmlns="{schema}">'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )
    return _with_sheet(lambda archive, sheet: archive.writestr(sheet, text))


def many_strings(megabytes: int) -> bytes:
    """Return a workbook without a bill whose table of shared strings is so large."""
    strings = "".join(f"<si><t>{n:040}</t></si>" for n in range(megabytes * MEGABYTE // 56))
    schema = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = (
        f'<Relationship Id="rId99" Type="{office}/sharedStrings" Target="sharedStrings.xml"/>'
    )

    parts = _parts()
    relations, end = "xl/_rels/workbook.xml.rels", b"</Relationships>"
    parts[relations] = parts[relations].replace(end, relation.encode() + end)
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{schema}">{strings}</sst>'.encode()
    return packed(lambda archive: [archive.writestr(*part) for part in parts.items()])


def _cell(reference: str, text: str = "x") -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def _corners(last: str, last_row: int) -> bytes:
    last_cell = _cell(f"{last}{last_row}")
    return _workbook(f'<row r="1">{_cell("A1")}</row><row r="{last_row}">{last_cell}</row>')


_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))

# The bytes of each file, and the code with which it is refused.
BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "a zip of a gigabyte of zeros": (
        lambda: packed(lambda a: _zeros(a, "a.csv", 1024)),
        "archive_too_large",
    ),
    "many members that are large together": (
        lambda: packed(lambda a: [_zeros(a, f"{i}.csv", 60) for i in range(8)]),
        "archive_too_large",
    ),
    "archives in archives in archives": (
        lambda: _sixteen(_sixteen(packed(lambda a: _zeros(a, "a.csv", 30)))),
        "archive_too_large",
    ),
    "a gzip of a gigabyte of zeros": (
        lambda: gzip.compress(bytes(GIGABYTE), compresslevel=1),
        "archive_too_large",
    ),
    "a workbook of zeros": (
        lambda: _with_sheet(lambda archive, sheet: _zeros(archive, sheet, 700)),
        "archive_too_large",
    ),
    "two cells at the corners of a sheet": (
        lambda: _corners("XFD", 1_048_576),
        "too_many_columns",
    ),
    "two cells at the corners of a narrower sheet": (
        lambda: _corners("ZZ", 1_048_576),
        "workbook_too_large",
    ),
    "16,384 columns of a workbook": (
        lambda: _workbook(f'<row r="1">{_cell("A1")}{_cell("XFD1")}</row>'),
        "too_many_columns",
    ),
    "a workbook of entities": (
        lambda: _workbook(f'<row r="1">{_cell("A1", "&l9;")}</row>', f"<!DOCTYPE x [{_LAUGHS}]>"),
        "xml_with_doctype",
    ),
    "a page of entities": (
        f"<!DOCTYPE html [{_LAUGHS}]><table><tr><td>&l9;</td></tr></table>".encode,
        "no_header",
    ),
    "XML of entities": (
        f'<?xml version="1.0"?><!DOCTYPE x [{_LAUGHS}]><x>&l9;</x>'.encode,
        "no_header",
    ),
    "16,384 columns of text": (
        lambda: as_csv([["x"] * 16_384] * 40),
        "too_many_columns",
    ),
    "500 sheets of a bill": (
        lambda: as_xlsx(*((f"{i}", fund_rows(2)) for i in range(500))),
        "workbook_too_large",
    ),
    "999 bills in an archive": (
        lambda: packed(
            lambda a: [a.writestr(f"{i}.csv", as_csv(fund_rows(1))) for i in range(999)]
        ),
        "archive_too_large",
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


def write_long_line(path: Path, begin: bytes, filling: bytes, size: int) -> Path:
    """Write a file that ends in a line of `size` bytes; NUL bytes cost no disk."""
    with path.open("wb") as file:
        file.write(begin)
        if filling == b"\0":
            file.truncate(len(begin) + size)
        else:
            for _ in range(size // MEGABYTE):
                file.write(filling * MEGABYTE)
    return path


# What a long line stands below, and the code with which the file is refused.
LONG_LINES: dict[str, tuple[bytes, str]] = {
    "alone": (b"", "no_header"),
    "below a bill in utf-8": (as_csv(fund_rows(3)), "line_too_long"),
    "below a bill in gb18030": (as_csv(fund_rows(3), "gb18030"), "line_too_long"),
}


def poisoned_rows() -> list[list[str]]:
    """Return a good bill with SQL and formulas in headers and cells."""
    rows = fund_rows(2, 备注=FORMULA)
    rows[2][-1] = SQL
    more = [[SQL, FORMULA, 'a"b', "A", "a", "A"], ["1", "2", "3", "4", "5", "6"], [""] * 6]
    return [row + extra for row, extra in zip(rows, more, strict=True)]


def poisoned_names() -> bytes:
    """Return an archive whose members' names lead out of it or hold SQL and formulas."""
    names = ["../../evil.csv", "/tmp/evil.csv", "..\\..\\evil.csv", "C:\\evil.csv"]
    names += ["a/../../evil.csv", f"../../../{SQL}/{FORMULA}.csv"]

    def fill(archive: zipfile.ZipFile) -> None:
        for number, name in enumerate(names, start=1):
            archive.writestr(name, as_csv(fund_rows(number)))
        link = zipfile.ZipInfo("link.csv")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")

    return packed(fill)
