"""The steps of `make test`, `fuzz`, `lint` and `fmt`: each with a heading, a summary at the end.

usage: python -m tools.steps test|fuzz|lint|fmt
"""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

BIN = Path(sys.executable).parent
SQL_FOLDERS = ("tests/dbt", "models")  # the longest files first: nobody waits for them at the end


@dataclass(frozen=True)
class Step:
    """A command of the environment's `bin` folder, and the heading it runs under."""

    title: str
    command: tuple[str, ...]


LINT = (
    Step("Python: ruff check", ("ruff", "check", ".")),
    Step("Python: ruff format", ("ruff", "format", "--check", ".")),
    Step("SQL: sqlfluff, dbt templater", ("sqlfluff", "lint", "--processes", "0", *SQL_FOLDERS)),
    Step("dbt: parse", ("dbt", "parse", "--quiet", "--target-path", "target")),
    Step("dbt: dbt-bouncer, no exceptions", ("dbt-bouncer", "run", "--show-all-failures")),
)
# Groups in the order of their folders: the long ones stand in the first.
WORKERS = ("-n", "2", "--dist", "loadgroup", "--no-loadscope-reorder")
STEPS = {
    "lint": LINT,
    "test": (
        *LINT,
        Step("Tests: pytest, DuckDB and PostgreSQL", ("pytest", *WORKERS)),
    ),
    "fuzz": (
        Step(
            "Fuzzer: damaged bill files",
            ("python", "-m", "tests.support.fuzz", "--report", "docs/fuzz.md"),
        ),
        Step(
            "Crashes: killed and crowded loads",
            ("pytest", "tests/python/ingestion/test_crashes.py"),
        ),
    ),
    "fmt": (
        Step("Python: ruff format", ("ruff", "format", ".")),
        Step("Python: ruff check --fix", ("ruff", "check", "--fix", ".")),
        Step("SQL: sqlfluff fix", ("sqlfluff", "fix", *SQL_FOLDERS)),
    ),
}


def step_environment(data: Path) -> dict[str, str]:
    """Return the steps' environment: DuckDB in the folder `data`, never the user's own books."""
    return os.environ | {
        "STORELEDGER_DATA": str(data),
        "STORELEDGER_TARGET": "duckdb",
        "DBT_TARGET_PATH": "target",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "GX_ANALYTICS_ENABLED": "false",
    }


def run_steps(steps: tuple[Step, ...], console: Console) -> list[tuple[str, bool, float]]:
    """Run every step, a failed one too; return each title, whether it passed, and its seconds."""
    outcomes = []
    with tempfile.TemporaryDirectory(prefix="storeledger_steps_") as data:
        environment = step_environment(Path(data))
        for number, step in enumerate(steps, start=1):
            console.rule(f"[bold]{number}/{len(steps)}  {step.title}", align="left")
            started = time.monotonic()
            command = [str(BIN / step.command[0]), *step.command[1:]]
            finished = subprocess.run(
                command, env=environment, stdin=subprocess.DEVNULL, check=False
            )
            outcomes.append((step.title, finished.returncode == 0, time.monotonic() - started))
    return outcomes


def summary(outcomes: list[tuple[str, bool, float]]) -> Table:
    """Return the table of what passed and how long it took."""
    table = Table("step", "result", "seconds", title="Summary", title_justify="left")
    for title, passed, seconds in outcomes:
        result = "[green]passed" if passed else "[bold red]FAILED"
        table.add_row(title, result, f"{seconds:.0f}")
    return table


def main(name: str) -> int:
    """Run the steps of `name`; return 0 when all passed, else 1."""
    console = Console()
    outcomes = run_steps(STEPS[name], console)
    console.print(summary(outcomes))
    return 0 if all(passed for _, passed, _ in outcomes) else 1


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in STEPS:
        sys.exit(f"usage: python -m tools.steps {'|'.join(STEPS)}")
    sys.exit(main(sys.argv[1]))
