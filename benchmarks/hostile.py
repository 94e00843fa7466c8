"""Measure what the loader takes to refuse or neutralise each hostile file; write the report.

usage: python -m benchmarks.hostile [--report FILE]
"""

import argparse
import os
import platform
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import ROOT
from ingestion.archive import MAX_PARTS
from tests.python.ingestion.bills import as_csv, as_xlsx, fund_rows, put
from tests.support.hostile import (
    BOMBS,
    GIGABYTE,
    LONG_LINES,
    SQL,
    Outcome,
    load_alone,
    many_strings,
    packed,
    poisoned_names,
    poisoned_rows,
    write_long_line,
)

GOAL_SECONDS, GOAL_MEGABYTES = 5, 512
TIMEOUT = 600


def files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Write the hostile files one by one; yield what each is and where it stands."""
    for name, (content, _) in BOMBS.items():
        yield name, put(folder / "a.xls", content())
    yield f"an archive of {MAX_PARTS} files, none a bill", put(folder / "a.zip", packed(_members))
    sheets = [(str(number), fund_rows(2)) for number in range(MAX_PARTS)]
    yield f"{MAX_PARTS} sheets of a bill", put(folder / "a.xlsx", as_xlsx(*sheets))
    book = as_xlsx(*sheets[:100])
    content = packed(lambda a: [a.writestr(f"{number}.xlsx", book) for number in range(100)])
    yield "an archive of 100 workbooks of 100 sheets", put(folder / "a.zip", content)
    yield "60 MB of shared strings", put(folder / "a.xlsx", many_strings(60))
    for place, (begin, _) in LONG_LINES.items():
        for filling, shown in ((b"a", "letters"), (b"\0", "zeros")):
            path = write_long_line(folder / "a.csv", begin, filling, GIGABYTE)
            yield f"a line of a gigabyte of {shown}, {place}", path
    rows, sheet = poisoned_rows(), SQL.replace("/", "")
    yield "SQL and formulas as names, headers, cells", put(folder / f"{SQL}.csv", as_csv(rows))
    yield "SQL as the name of a sheet", put(folder / "=1+1.xlsx", as_xlsx((sheet, rows)))
    yield "names that lead out of the archive", put(folder / "a.zip", poisoned_names())


def _members(archive: zipfile.ZipFile) -> None:
    for number in range(MAX_PARTS):
        archive.writestr(f"{number}.csv", as_csv([["a", "b"], [str(number), ""]]))


def said(outcome: Outcome) -> str:
    """Return what the load said of the file, each thing once."""
    words = [(r["reason"] or r["status"]).partition(":")[0] for r in outcome.results]
    return ", ".join(sorted(set(words)))


def report_text(measured: dict[str, Outcome]) -> str:
    """Return the report: a line a file, and the largest of each figure."""
    starts = [outcome.start for outcome in measured.values()]
    lines = [
        f"| {name} | {said(o)} | {o.cpu:.1f} | {o.wall:.1f} | {o.megabytes:,} |"
        for name, o in measured.items()
    ]
    return f"""# Hostile files

Written by `python -m benchmarks.hostile`. Each file is loaded by a process of its own into an empty
DuckDB. CPU is user + system from the first look at the file to the last result. Not in it is what
any process takes to start (Python, pyarrow, DuckDB, the empty tables): {min(starts):.1f} to
{max(starts):.1f} s of CPU here, whatever the file. Memory is the peak of the whole process.

Goal: at most {GOAL_SECONDS} s and {GOAL_MEGABYTES} MB. The most here:
{max(o.cpu for o in measured.values()):.1f} s and {max(o.megabytes for o in measured.values())} MB.

Machine: {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}.

| file | outcome | CPU s | wall s | peak MB |
| --- | --- | ---: | ---: | ---: |
{chr(10).join(lines)}
"""


def main() -> None:
    """Read the command line, measure every file, write the report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hostile", description=__doc__)
    parser.add_argument("--report", type=Path, default=ROOT / "benchmarks" / "HOSTILE.md")
    options = parser.parse_args()
    measured: dict[str, Outcome] = {}
    with tempfile.TemporaryDirectory(prefix="storeledger_hostile_") as temporary:
        folder = Path(temporary)
        for number, (name, path) in enumerate(files(folder / "inbox")):
            os.environ["STORELEDGER_DATA"] = str(folder / "data" / str(number))
            os.environ["STORELEDGER_TARGET"] = "duckdb"
            measured[name] = load_alone(path, TIMEOUT)
            path.unlink()
            print(f"{name}: {measured[name].cpu:.1f} s", flush=True)
    options.report.write_text(report_text(measured), encoding="utf-8")
    print(f"wrote {options.report}")


if __name__ == "__main__":
    main()
