"""The progress of a run: files as they are read, tables as they are written."""

import io
from collections.abc import Iterator
from uuid import uuid4

import dagster as dg
from rich.console import Console
from rich.text import Text

from orchestration.lib.keys import REGISTER_KEY, raw_key
from orchestration.lib.progress import RoadProgress, files_read, following

GROUPS = {raw_key("a"): "ingestion", REGISTER_KEY: "ingestion", dg.AssetKey("m"): "star"}


@dg.multi_asset(specs=[dg.AssetSpec(raw_key("a")), dg.AssetSpec(REGISTER_KEY)])
def load(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
    """Read three of four files, and write both tables."""
    for done in range(4):
        context.log_event(files_read(done, 4))
    yield dg.MaterializeResult(asset_key=raw_key("a"))
    yield dg.MaterializeResult(asset_key=REGISTER_KEY)


def told(console: Console) -> str:
    """Return what a console shows of a run of `load`."""
    job = dg.Definitions(assets=[load]).resolve_implicit_global_asset_job_def()
    run_id = str(uuid4())
    with (
        dg.DagsterInstance.ephemeral() as instance,
        following(instance, run_id, RoadProgress(console, GROUPS)),
    ):
        assert job.execute_in_process(instance=instance, run_id=run_id).success
    return Text.from_ansi(console.file.getvalue()).plain


def test_a_terminal_shows_files_and_tables() -> None:
    shown = told(Console(file=io.StringIO(), force_terminal=True, width=80))
    last = [line.split() for line in shown.splitlines() if line.strip()][-3:]
    assert [(line[0], line[-2]) for line in last] == [
        ("bill", "3/4"),
        ("ingestion", "2/2"),
        ("star", "0/1"),
    ]


def test_a_pipe_gets_one_line_a_finished_stage() -> None:
    assert told(Console(file=io.StringIO())) == "  ingestion: 2 tables\n"
