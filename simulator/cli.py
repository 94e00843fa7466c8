"""Command line of the simulator."""

import argparse
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from simulator.company import make_company
from simulator.publish import write_files
from simulator.truth import write_truth
from simulator.world import simulate

PARTS = 8


def build_parser() -> argparse.ArgumentParser:
    """`python -m simulator --out DIR …` and `python -m simulator check --truth DIR …`."""
    parser = argparse.ArgumentParser(prog="simulator", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="inbox to write bill files into")
    parser.add_argument("--truth", type=Path, help="folder for the truth (Parquet)")
    parser.add_argument("--seed", type=int, default=20260630)
    parser.add_argument("--months", type=positive_int, help="calendar months, default 18")
    parser.add_argument("--orders-per-day", type=positive, help="all shops together, default 275")
    parser.add_argument("--orders", type=Path, help="replay a real order log (Parquet)")
    return parser


def positive(text: str) -> float:
    """A number above zero."""
    value = float(text)
    if value <= 0:
        raise argparse.ArgumentTypeError("must be above zero")
    return value


def positive_int(text: str) -> int:
    """A whole number above zero."""
    return int(positive(text))


def run_simulation(arguments: argparse.Namespace) -> int:
    """Simulate, write the files and the truth."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("orders", total=PARTS)

        def report(name: str) -> None:
            progress.update(task, advance=1, description=f"files of {name}")

        company = make_company(arguments.seed, arguments.months, arguments.orders_per_day)
        world = simulate(company)
        report("orders")
        inbox = write_files(world, arguments.out, report)
        if arguments.truth:
            write_truth(world, arguments.truth)
        progress.update(task, completed=PARTS, description="done")
    console.print(
        f"{len(inbox.files)} files, {len(world.line)} sub-orders, {len(world.faults.rows)} faults → {arguments.out}"
    )
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Entry point; returns the exit code."""
    return run_simulation(build_parser().parse_args(arguments))
