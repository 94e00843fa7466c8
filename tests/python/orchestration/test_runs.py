"""A run whose process was killed does not keep every later run waiting for the warehouse."""

import os
from pathlib import Path

import dagster as dg
import pytest

from orchestration.lib.runs import join_processes


@dg.job
def nothing() -> None:
    """A job without a step."""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of Dagster's records of its own."""
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    return tmp_path


def started_run() -> str:
    """Leave a run in the state in which a killed process leaves it."""
    with dg.DagsterInstance.get() as instance:
        return instance.create_run_for_job(nothing, status=dg.DagsterRunStatus.STARTED).run_id


def status_of(run_id: str) -> dg.DagsterRunStatus:
    """Return what Dagster's records say of a run."""
    with dg.DagsterInstance.get() as instance:
        return instance.get_run_by_id(run_id).status


def test_a_run_that_nobody_is_running_is_ended(home: Path) -> None:
    run_id = started_run()
    os.close(join_processes(home))
    assert status_of(run_id) == dg.DagsterRunStatus.FAILURE


def test_a_run_of_a_living_process_is_left_alone(home: Path) -> None:
    living = join_processes(home)
    run_id = started_run()
    os.close(join_processes(home))
    assert status_of(run_id) == dg.DagsterRunStatus.STARTED
    os.close(living)
