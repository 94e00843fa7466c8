"""Runs whose process is gone: until somebody ends them they hold the warehouse's pool for ever."""

import fcntl
import os
from pathlib import Path

import dagster as dg

UNDER_WAY = [
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]
DEAD = "The process of this run ended before the run did: it was killed, or the machine stopped."


def join_processes(home: Path) -> int:
    """Hold the lock of Dagster's records below `home` while this process lives; return its handle.

    Whoever finds it held by nobody is alone, and ends what an earlier process left under way. The
    handle outlives `exec`, so that `ui` holds it as `dagster dev`.
    """
    handle = os.open(home / "processes.lock", os.O_RDWR | os.O_CREAT, 0o644)
    os.set_inheritable(handle, True)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        pass
    else:
        end_dead_runs()
    fcntl.flock(handle, fcntl.LOCK_SH)
    return handle


def end_dead_runs() -> None:
    """Report every run that is still under way as failed; Dagster then retries it as it would."""
    with dg.DagsterInstance.get() as instance:
        for run in instance.get_runs(dg.RunsFilter(statuses=UNDER_WAY)):
            instance.report_run_failed(run, DEAD)
