"""Measure the load alone, on millions of lines of 25 columns, as ratios; write INGESTION.md.

usage: python -m benchmarks.ingestion [--lines N] [--folder DIR] [--report FILE]
"""

import argparse
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bills import SHARE_OF_SMALL
from benchmarks.ingestion_report import Ingested, report_text
from benchmarks.measure import ROOT, Cost, cost_of
from benchmarks.profiles import own_functions
from benchmarks.server import server_seconds
from tests.support.postgres import USER, PostgresServer, running_postgres

MAX_SHEET_LINES = 500_000


@dataclass(frozen=True)
class Bench:
    """A folder to work in: bills below it, and a warehouse of its own for each load."""

    folder: Path

    def cost(self, name: str, *command: str, also: Mapping[str, str] | None = None) -> Cost:
        """Run a step against an empty data folder and print what it cost."""
        data = self.folder / "data"
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir()
        environment = {
            "STORELEDGER_DATA": str(data),
            "STORELEDGER_TARGET": "duckdb",
            "STORELEDGER_PII_KEY": "benchmark",
            "GX_ANALYTICS_ENABLED": "false",
        }
        log = self.folder / f"{name}.log"
        found = cost_of(list(command), environment | dict(also or {}), log)
        print(
            f"  {name}: {found.cpu_seconds:.1f} s CPU, {found.peak_megabytes:,.0f} MB", flush=True
        )
        return found

    def profile(self, bills: Path, also: Mapping[str, str] | None = None) -> str:
        """Load the bills once more under cProfile; return our dearest functions."""
        statistics = self.folder / "load.prof"
        command = ["benchmarks.profiled", str(statistics), "ingestion", "load", str(bills)]
        self.cost("profile", *command, also=also)
        return own_functions(statistics, "ingestion")


def postgres_costs(bench: Bench, bills: Path) -> tuple[Cost, Cost, str]:
    """Load the bills into a server, then copy the same rows plainly; both with its CPU.

    The profile is of one more load, into a database of its own.
    """
    rows = str(bench.folder / "rows.csv")
    with running_postgres() as server:
        load = with_server(bench, server, "load_postgres", "ingestion", "load", str(bills))
        with_server(bench, server, "unload", "benchmarks.plain_copy", "unload", rows)
        copy = with_server(bench, server, "plain_copy", "benchmarks.plain_copy", "load", rows)
        profile = bench.profile(bills, server.create_database("profiled"))
    return load, copy, profile


def with_server(bench: Bench, server: PostgresServer, name: str, *command: str) -> Cost:
    """Run a step; return its cost with what the server's processes spent meanwhile."""
    before = server_seconds(server)
    cost = bench.cost(name, *command, also=server.environment(USER))
    return cost.plus_cpu(server_seconds(server) - before)


def measure(lines: int, folder: Path) -> Ingested:
    """Measure every goal once. The bills are written by a process of their own: a child is charged
    with the memory that its parent has at its birth.
    """
    bench = Bench(folder)
    sheet_lines = min(lines, MAX_SHEET_LINES)
    bench.cost("write", "benchmarks.bills", *map(str, (folder, lines, sheet_lines)))
    bills, small, book = (folder / name for name in ("bills", "small", "book"))
    scan = bench.cost("scan", "benchmarks.scan", str(bills))
    load = bench.cost("load", "ingestion", "load", str(bills))
    load_small = bench.cost("load_small", "ingestion", "load", str(small))
    loaded = (folder / "data").rename(folder / "loaded") / "storeledger.duckdb"
    insert = bench.cost("plain_insert", "benchmarks.plain_insert", str(loaded))
    sheet = bench.cost("fastexcel", "benchmarks.scan", str(book))
    load_sheet = bench.cost("load_sheet", "ingestion", "load", str(book))
    load_postgres, copy, postgres_profile = postgres_costs(bench, small)
    return Ingested(
        lines=lines,
        small_lines=lines // SHARE_OF_SMALL,
        sheet_lines=sheet_lines,
        bytes_read=sum(path.stat().st_size for path in bills.rglob("*.csv")),
        scan=scan,
        load=load,
        load_small=load_small,
        insert=insert,
        sheet=sheet,
        load_sheet=load_sheet,
        copy=copy,
        load_postgres=load_postgres,
        profile=bench.profile(small),
        sheet_profile=bench.profile(book),
        postgres_profile=postgres_profile,
    )


def main() -> None:
    """Read the command line, measure, write the report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ingestion", description=__doc__)
    parser.add_argument("--lines", type=int, default=10_000_000)
    parser.add_argument("--folder", type=Path, help="where to work; a temporary folder by default")
    parser.add_argument("--report", type=Path, default=ROOT / "benchmarks" / "INGESTION.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="storeledger_benchmarks_") as temporary:
        measured = measure(options.lines, (options.folder or Path(temporary)).resolve())
        options.report.write_text(report_text(measured), encoding="utf-8")
    print(f"wrote {options.report}")


if __name__ == "__main__":
    main()
