"""Fuzz the loader, or replay one case.

usage: python -m tests.support.fuzz [--count N] [--seed N] [--report FILE]
       python -m tests.support.fuzz --format CODE --damage NAME --seed N [--keep FOLDER]
"""

import argparse
import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import track

from tests.support.fuzz.files import EXTENSIONS
from tests.support.fuzz.report import fate, write_report
from tests.support.fuzz.run import Case, Outcome, all_cases, damaged, run

COUNT = 12_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 when nothing is wrong, else 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.support.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT, help="how many files")
    parser.add_argument("--seed", type=int, default=20260630)
    parser.add_argument("--report", type=Path, help="where the tables of counts are written")
    parser.add_argument("--format", dest="format_code")
    parser.add_argument("--damage")
    parser.add_argument("--keep", type=Path, help="folder for the file of the replayed case")
    options = parser.parse_args(arguments)
    os.environ["STORELEDGER_PII_KEY"] = "a key for the fuzzer"
    console = Console()
    if options.format_code:
        return _replay(Case(options.format_code, options.damage, options.seed), options, console)
    console.print(f"{options.count} files, seed {options.seed}")
    return _fuzz(options, console)


def _replay(case: Case, options: argparse.Namespace, console: Console) -> int:
    if options.keep:
        bill, written = damaged(case)
        options.keep.mkdir(parents=True, exist_ok=True)
        ending = EXTENSIONS[bill.container]
        (options.keep / f"bill.{ending}").write_bytes(written.content)
    [outcome] = run([case])
    console.print(outcome)
    return 1 if outcome.wrong else 0


def _fuzz(options: argparse.Namespace, console: Console) -> int:
    outcomes: list[Outcome] = []
    # A case that does not apply to its format makes no file: as many more are tried.
    cases = all_cases(2 * options.count, options.seed)
    for outcome in track(run(cases), "fuzzing", total=options.count, console=console):
        outcomes.append(outcome)
        if outcome.wrong:
            console.print(f"[bold red]{outcome.case}[/]: {'; '.join(outcome.wrong[:3])}")
        if len(outcomes) == options.count:
            break
    if options.report:
        write_report(options.report, outcomes, options.seed)
    console.print(dict(Counter(fate(outcome) for outcome in outcomes)))
    return 1 if any(outcome.wrong for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
