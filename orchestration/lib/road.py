"""The whole road in this process: the Dagster job, its progress, and what it came to."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import dagster as dg
from rich.console import Console

from orchestration.definitions import defs
from orchestration.lib.progress import RoadProgress, following
from orchestration.lib.settings import dagster_home, reports_folder
from orchestration.lib.summary import read_figures, summary_table
from orchestration.lib.warehouse import open_warehouse

JOB = "whole_road"
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@dataclass(frozen=True)
class Road:
    """The job `whole_road`, and the group of each asset that it makes."""

    job: dg.JobDefinition
    groups: Mapping[dg.AssetKey, str]


def read_road() -> Road:
    """Read the project: its dbt manifest, parsed where it is out of date, and the graph."""
    definitions = defs()
    job = definitions.resolve_job_def(JOB)
    groups = {
        spec.key: spec.group_name
        for spec in definitions.resolve_all_asset_specs()
        if spec.key in job.asset_layer.executable_asset_keys and spec.group_name
    }
    return Road(job, groups)


def walk(road: Road, console: Console) -> bool:
    """Walk the road; return whether every step and every blocking check passed, and say which not.

    Shows the progress, and after it the summary of what the warehouse holds.
    """
    run_id = str(uuid4())
    with dg.DagsterInstance.get() as instance:
        progress = RoadProgress(console, road.groups)
        with following(instance, run_id, progress), output_in(log_path()):
            result = road.job.execute_in_process(
                run_config=QUIET, instance=instance, run_id=run_id, raise_on_error=False
            )
        failures = list(failed_checks(result))
    if result.success and not failures:
        print_summary(console)
        return True
    console.print("[bold red]The run failed.[/] Nothing after the failure was built.")
    for line in failures or failed_steps(result):
        console.print(f"  ✗ {line}", markup=False, highlight=False)
    console.print(f"Its log: {log_path()}; its events: run {run_id} in `make ui`.")
    return False


def log_path() -> Path:
    """Return the file that takes what the steps of a run print."""
    return dagster_home() / "last_run.log"


@contextmanager
def output_in(path: Path) -> Iterator[None]:
    """Send what this process and its children print to a file while the block runs."""
    sys.stdout.flush()
    sys.stderr.flush()
    kept = [(number, os.dup(number)) for number in (1, 2)]
    with path.open("wb") as log:
        for number, _ in kept:
            os.dup2(log.fileno(), number)
        try:
            yield
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            for number, copy in kept:
                os.dup2(copy, number)
                os.close(copy)


def failed_checks(result: dg.ExecuteInProcessResult) -> Iterator[str]:
    """Yield each blocking check that failed: the asset and the claim that does not hold."""
    for evaluation in result.get_asset_check_evaluations():
        if not evaluation.passed and evaluation.severity == dg.AssetCheckSeverity.ERROR:
            yield f"{evaluation.asset_key.to_user_string()}: {evaluation.check_name}"


def failed_steps(result: dg.ExecuteInProcessResult) -> Iterator[str]:
    """Yield each step that failed, with the message of its first cause."""
    for event in result.filter_events(lambda event: event.is_step_failure):
        error = event.step_failure_data.error
        while error is not None and error.cause is not None:
            error = error.cause
        yield f"{event.step_key}: {error.message.strip() if error else 'no message'}"


def print_summary(console: Console) -> None:
    """Print what the warehouse says after a run."""
    with open_warehouse() as warehouse:
        figures = read_figures(warehouse)
    reports = sorted(path for path in reports_folder().glob("*") if path.is_file())
    console.print(summary_table(figures, reports))
