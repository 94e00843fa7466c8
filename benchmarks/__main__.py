"""Measure the load and the build against bare work, as ratios in one run; write the report.

usage: python -m benchmarks [--orders N …] [--folder DIR] [--report FILE]
"""

import argparse
import shutil
import tempfile
from pathlib import Path

from benchmarks.measure import ROOT
from benchmarks.places import Places
from benchmarks.profiles import build_profile, load_profile
from benchmarks.report import BUILD_GOAL, LOAD_GOAL, Measured, report_text

MONTHS = 18
DAYS = 547


def measure(orders: int, folder: Path) -> Measured:
    """Measure one scale in an empty folder."""
    folder.mkdir(parents=True)
    places = Places(folder)
    print(f"{orders:,} orders", flush=True)
    out = ["--out", str(places.inbox), "--truth", str(folder / "truth")]
    size = ["--months", str(MONTHS), "--orders-per-day", str(round(orders / DAYS))]
    places.cost("simulate", "simulator", *out, *size)
    scan = places.cost("scan", "benchmarks.scan", str(places.inbox))
    load = places.cost("load", "ingestion", "load", str(places.inbox))
    places.raw_only.parent.mkdir()
    shutil.copyfile(places.warehouse, places.raw_only)
    build = places.cost("build", "dbt.cli.main", "build", "--exclude-resource-type", "unit_test")
    plain = places.cost(
        "plain_sql",
        "benchmarks.plain_sql",
        *map(str, (places.target, places.raw_only, places.warehouse)),
    )
    measured = Measured(
        orders=orders,
        bytes_read=sum(path.stat().st_size for path in places.inbox.rglob("*") if path.is_file()),
        scan=scan,
        load=load,
        build=build,
        plain=plain,
    )
    return measured.with_profiles(
        load_profile(places) if measured.load_ratio > LOAD_GOAL else "",
        build_profile(places.target) if measured.build_ratio > BUILD_GOAL else "",
    )


def main() -> None:
    """Read the command line, measure each scale, write the report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--orders", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--folder", type=Path, help="where to work; a temporary folder by default")
    parser.add_argument("--report", type=Path, default=ROOT / "benchmarks" / "REPORT.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="storeledger_benchmarks_") as temporary:
        folder = (options.folder or Path(temporary)).resolve()
        measured = [measure(orders, folder / str(orders)) for orders in options.orders]
    options.report.write_text(report_text(measured), encoding="utf-8")
    print(f"wrote {options.report}")


if __name__ == "__main__":
    main()
