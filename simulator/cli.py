"""Bill files of a company that does not exist, the truth beside them, and the check against it."""

import argparse
import os
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from simulator.check import check
from simulator.company import DEFAULT, make_company
from simulator.publish import write_files
from simulator.replay import replay
from simulator.streams import print_utf8
from simulator.truth import write_truth
from simulator.world import World, simulate

BESIDE_SHOPS = ("orders", "bank", "courier", "erp")


def simulation_parser() -> argparse.ArgumentParser:
    """`python -m simulator --out DIR …`."""
    parser = argparse.ArgumentParser(
        prog="simulator",
        description=__doc__,
        epilog="simulator check --truth DIR: compare the books with the truth",
    )
    parser.add_argument("--out", type=Path, required=True, help="inbox to write bill files into")
    parser.add_argument("--truth", type=Path, help="folder for the truth (Parquet)")
    parser.add_argument("--seed", type=int, default=20260630)
    parser.add_argument("--months", type=positive_int, help="calendar months, default 18")
    parser.add_argument("--orders-per-day", type=positive, help="all shops together, default 275")
    parser.add_argument(
        "--company", type=Path, default=DEFAULT, help="another company's description (YAML)"
    )
    parser.add_argument("--orders", type=Path, help="replay a real order log (Parquet)")
    return parser


def check_parser() -> argparse.ArgumentParser:
    """`python -m simulator check --truth DIR …`."""
    parser = argparse.ArgumentParser(
        prog="simulator check", description="compare the books with the truth"
    )
    parser.add_argument("--truth", type=Path, required=True, help="folder of the truth")
    parser.add_argument(
        "--target",
        choices=("duckdb", "postgres"),
        default=os.environ.get("STORELEDGER_TARGET", "duckdb"),
    )
    return parser


def positive(text: str) -> float:
    """A number above zero."""
    value = float(text)
    if value <= 0:
        raise argparse.ArgumentTypeError("must be above zero")
    return value


def positive_int(text: str) -> int:
    """A whole number above zero."""
    value = int(text)
    if value <= 0:
        raise argparse.ArgumentTypeError("must be above zero")
    return value


def make_world(arguments: argparse.Namespace) -> World:
    """Simulate or replay."""
    if arguments.orders:
        return replay(arguments.orders, arguments.seed, arguments.company)
    settings = (arguments.seed, arguments.months, arguments.orders_per_day, arguments.company)
    return simulate(make_company(*settings))


def run_simulation(arguments: argparse.Namespace) -> int:
    """Write the files and the truth, with a progress bar on a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("orders", total=None)

        def report(name: str) -> None:
            progress.update(task, advance=1, description=f"files of {name}")

        world = make_world(arguments)
        progress.update(task, total=len(world.company.shops) + len(BESIDE_SHOPS))
        report("orders")
        inbox = write_files(world, arguments.out, report)
        if arguments.truth:
            write_truth(world, arguments.truth)
        progress.update(task, description="done")
    counts = (
        f"{len(inbox.files)} files, {len(world.line)} sub-orders, {len(world.faults.rows)} faults"
    )
    console.print(f"{counts} → {arguments.out}")
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Entry point; returns the exit code."""
    print_utf8()
    given = sys.argv[1:] if arguments is None else arguments
    try:
        if given[:1] == ["check"]:
            options = check_parser().parse_args(given[1:])
            return check(options.truth, options.target)
        return run_simulation(simulation_parser().parse_args(given))
    except (OSError, ValueError) as error:
        Console(stderr=True).print(f"simulator: {error}", markup=False)
        return 2
