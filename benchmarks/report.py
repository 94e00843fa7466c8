"""The report of a benchmark: ratios first, then the costs behind them, then profiles."""

import platform
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from os import cpu_count

from benchmarks.measure import Cost

LOAD_GOAL = 4.0
BUILD_GOAL = 2.0
PACKAGES = ("duckdb", "dbt-core", "dbt-duckdb", "pyarrow")
HEADING = """# Benchmarks

Written by `python -m benchmarks` (`--orders 100000` for one scale, `--folder DIR` to keep the
files). Each step runs in a process of its own; CPU is user + system.

Machine: {machine}.

* **load ÷ scan**: `python -m ingestion load` against reading every cell of the same files as text
  into columns (`benchmarks.scan`). Goal: at most {load_goal:.0f} × the CPU.
* **build ÷ SQL**: `dbt build` (seeds, models, data tests) against the SQL it compiled, executed by
  DuckDB alone (`benchmarks.plain_sql`). Goal at 1 million orders: {build_goal:.0f} × the CPU.
"""


@dataclass(frozen=True)
class Measured:
    """The costs of one scale; a profile is blank where its goal is reached."""

    orders: int
    bytes_read: int
    scan: Cost
    load: Cost
    build: Cost
    plain: Cost
    load_profile: str = ""
    build_profile: str = ""

    @property
    def load_ratio(self) -> float:
        """CPU of the load against CPU of the bare scan."""
        return self.load.cpu_seconds / self.scan.cpu_seconds

    @property
    def build_ratio(self) -> float:
        """CPU of the dbt build against CPU of the same SQL without dbt."""
        return self.build.cpu_seconds / self.plain.cpu_seconds

    def with_profiles(self, load_profile: str, build_profile: str) -> "Measured":
        """Return the same figures with their profiles."""
        return replace(self, load_profile=load_profile, build_profile=build_profile)


def machine() -> str:
    """Return what the figures were taken on."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    python = platform.python_version()
    return f"{cpu_count()} cores, {platform.machine()}, Python {python}, {packages}"


def report_text(measured: Sequence[Measured]) -> str:
    """Return the report in Markdown."""
    heading = HEADING.format(machine=machine(), load_goal=LOAD_GOAL, build_goal=BUILD_GOAL)
    lines = [
        "| orders | files, MB | load ÷ scan, CPU | wall | build ÷ SQL, CPU | wall |",
        "| ---: | ---: | ---: | ---: | ---: | ---: |",
        *[_ratio_row(scale) for scale in measured],
        "",
        "| orders | step | CPU s | wall s | peak MB |",
        "| ---: | --- | ---: | ---: | ---: |",
        *[row for scale in measured for row in _cost_rows(scale)],
        *[line for scale in measured for line in _profile_lines(scale)],
    ]
    return "\n".join([heading, *lines, ""])


def _ratio_row(scale: Measured) -> str:
    load_wall = scale.load.wall_seconds / scale.scan.wall_seconds
    build_wall = scale.build.wall_seconds / scale.plain.wall_seconds
    return (
        f"| {scale.orders:,} | {scale.bytes_read / 1e6:,.0f} "
        f"| {scale.load_ratio:.2f} | {load_wall:.2f} | {scale.build_ratio:.2f} | {build_wall:.2f} |"
    )


def _cost_rows(scale: Measured) -> list[str]:
    steps = {
        "bare scan": scale.scan,
        "load": scale.load,
        "plain SQL": scale.plain,
        "dbt build": scale.build,
    }
    return [
        f"| {scale.orders:,} | {name} | {cost.cpu_seconds:.1f} | {cost.wall_seconds:.1f} "
        f"| {cost.peak_megabytes:,.0f} |"
        for name, cost in steps.items()
    ]


def _profile_lines(scale: Measured) -> list[str]:
    profiles = {
        f"load at {scale.orders:,} orders ({scale.load_ratio:.2f} ×)": scale.load_profile,
        f"build at {scale.orders:,} orders ({scale.build_ratio:.2f} ×)": scale.build_profile,
    }
    return [
        line
        for title, profile in profiles.items()
        if profile
        for line in ("", f"## Where the time goes: {title}", "", "```", profile, "```")
    ]
