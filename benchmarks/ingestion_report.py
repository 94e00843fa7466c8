"""The report of the load alone: each goal with its figure, the costs, and profiles."""

from dataclasses import dataclass

from benchmarks.measure import Cost
from benchmarks.report import machine

HEADING = """# Benchmarks of the load

Written by `python -m benchmarks.ingestion` (`--lines 1000000` for a tenth). The bills are 抖音 fund
bills with 25 columns: one GB18030 file with half of the lines, ten UTF-8 files with the other half.
Each step runs in a process of its own into an empty warehouse; CPU is user + system, and that of
the PostgreSQL server is in it.

Machine: {machine}. {lines:,} lines, {megabytes:,.0f} MB.
"""
MEANINGS = """
* **load ÷ scan**: `python -m ingestion load` (decode, type checks, hashes, identities, lineage,
  archive, DuckDB, Great Expectations) against reading every cell as text into columns
  (`benchmarks.scan`).
* **scan and plain insert**: the bare scan, and DuckDB alone copying the rows of a load into an
  empty twin of their table (`benchmarks.plain_insert`): a load that checks nothing cannot be
  faster.
* **peak memory**: of the process that loads all the lines; one file holds half of them.
* **workbook ÷ fastexcel**: the load of {sheet_lines:,} lines against fastexcel alone reading the
  workbook.
* **PostgreSQL ÷ COPY**: the load of {small_lines:,} lines against `COPY` of the rows it loaded,
  from a file, into an empty twin of the table (`benchmarks.plain_copy`). Client and server.

How to read the profiles: `insert`, `query` and `close` of `duckdb_sink` are DuckDB's own work, its
encoding and compression of the columns, and those of `postgres_sink` the wait for the server and
the writing of CSV for `COPY`; `validation.has_pending` is the import of Great Expectations, once a
load; `workbook_guard` is the look at the sheet before fastexcel may hold some of it, `cut` and
`opened` of `workbook_pieces` are the pieces that it is given, the rest of `workbooks` fastexcel.
What is left is ours: `_transcoded`, `_blocks` and `_check_text` read, `_checked` checks types,
`_hashes` makes the row hashes, `row_residuals` the identities. A file is read (`reader`) in a
thread beside the writing of the one before it: the seconds are of both, those of waiting for each
other too. The bill has 25 of the 39 columns of its format: the table has 48 with lineage, and blank
ones cost too.
"""


@dataclass(frozen=True)
class Ingested:
    """The costs of one run; the profiles are text."""

    lines: int
    small_lines: int
    sheet_lines: int
    bytes_read: int
    scan: Cost
    load: Cost
    load_small: Cost
    insert: Cost
    sheet: Cost
    load_sheet: Cost
    copy: Cost
    load_postgres: Cost
    profile: str
    sheet_profile: str
    postgres_profile: str


def report_text(run: Ingested) -> str:
    """Return the report in Markdown."""
    heading = HEADING.format(machine=machine(), lines=run.lines, megabytes=run.bytes_read / 1e6)
    rate = run.lines / run.load.cpu_seconds / 1e6
    goals = [
        ("load ÷ scan, CPU", "≤ 4", _ratio(run.load, run.scan)),
        ("million lines a second of CPU", "≥ 0.15", f"{rate:.3f}"),
        ("the same of scan and plain insert", "", f"{_bound(run):.3f}"),
        ("peak memory, MB", "≤ 1,024", f"{run.load.peak_megabytes:,.0f}"),
        ("peak memory of a workbook, MB", "≤ 1,024", f"{run.load_sheet.peak_megabytes:,.0f}"),
        ("workbook ÷ fastexcel, CPU", "≤ 1.5", _ratio(run.load_sheet, run.sheet)),
        ("PostgreSQL ÷ COPY, CPU", "≤ 1.5", _ratio(run.load_postgres, run.copy)),
    ]
    table = ["| | goal | measured |", "| --- | ---: | ---: |"]
    table += [f"| {name} | {goal} | {found} |" for name, goal, found in goals]
    meanings = MEANINGS.format(sheet_lines=run.sheet_lines, small_lines=run.small_lines)
    lines = [
        heading,
        *table,
        meanings,
        *_costs(run),
        *_profile(f"load of {run.small_lines:,} lines", run.profile),
        *_profile(f"load of a workbook of {run.sheet_lines:,} lines", run.sheet_profile),
        *_profile(f"load of {run.small_lines:,} lines into PostgreSQL", run.postgres_profile),
    ]
    return "\n".join([*lines, ""])


def _ratio(cost: Cost, yardstick: Cost) -> str:
    return f"{cost.cpu_seconds / yardstick.cpu_seconds:.2f}"


def _bound(run: Ingested) -> float:
    """Return the million lines a second of a load that only reads the cells and inserts them."""
    scan = run.scan.cpu_seconds / run.lines
    insert = run.insert.cpu_seconds / run.small_lines
    return 1e-6 / (scan + insert)


def _costs(run: Ingested) -> list[str]:
    steps = [
        ("bare scan", run.lines, run.scan),
        ("load", run.lines, run.load),
        ("load", run.small_lines, run.load_small),
        ("plain insert into DuckDB", run.small_lines, run.insert),
        ("fastexcel alone", run.sheet_lines, run.sheet),
        ("load of the workbook", run.sheet_lines, run.load_sheet),
        ("plain COPY", run.small_lines, run.copy),
        ("load into PostgreSQL", run.small_lines, run.load_postgres),
    ]
    return [
        "| step | lines | CPU s | wall s | peak MB |",
        "| --- | ---: | ---: | ---: | ---: |",
        *[
            f"| {name} | {lines:,} | {cost.cpu_seconds:.1f} | {cost.wall_seconds:.1f} "
            f"| {cost.peak_megabytes:,.0f} |"
            for name, lines, cost in steps
        ],
    ]


def _profile(title: str, profile: str) -> list[str]:
    return ["", f"## Where the time goes, callees included: {title}", "", "```", profile, "```"]
