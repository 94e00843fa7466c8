"""The progress of a run on a terminal: a bar for each stage of the road."""

import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

import dagster as dg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

ROAD = (
    "ingestion",
    "seeds",
    "staging",
    "intermediate",
    "star",
    "reconciliation",
    "accounting",
    "analysis",
    "ml",
    "reports",
)
POLL_SECONDS = 1.0


class RoadProgress:
    """Counts the assets of each stage as they are written; one bar a stage, one line on a pipe."""

    def __init__(self, console: Console, groups: Mapping[dg.AssetKey, str]) -> None:
        self._console = console
        self._groups = groups
        self._written: set[dg.AssetKey] = set()
        self._sizes = Counter(groups.values())
        self._bars = Progress(
            TextColumn("{task.description:<14}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
        )
        stages = sorted(self._sizes, key=ROAD.index)
        self._tasks = {
            stage: self._bars.add_task(stage, total=self._sizes[stage], start=False)
            for stage in stages
        }

    def written(self, key: dg.AssetKey) -> None:
        """Count an asset; a second event of the same asset counts once."""
        if key in self._written or key not in self._groups:
            return
        self._written.add(key)
        stage = self._groups[key]
        task = self._tasks[stage]
        self._bars.start_task(task)
        self._bars.advance(task)
        if self._bars.tasks[task].finished and not self._console.is_terminal:
            self._console.print(f"  {stage}: {self._sizes[stage]} tables", highlight=False)

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Show the bars while the block runs; nothing where the console is no terminal."""
        if not self._console.is_terminal:
            yield
            return
        with self._bars:
            yield


@contextmanager
def following(instance: dg.DagsterInstance, run_id: str, progress: RoadProgress) -> Iterator[None]:
    """Tell `progress` of each asset that the run writes while the block runs."""
    ended = threading.Event()

    def follow() -> None:
        cursor = None
        while True:
            last_look = ended.is_set()
            records = instance.get_records_for_run(
                run_id, cursor, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION
            )
            cursor = records.cursor
            for key in _asset_keys(records.records):
                progress.written(key)
            if last_look:
                return
            ended.wait(POLL_SECONDS)

    follower = threading.Thread(target=follow, name="progress")
    with progress.shown():
        follower.start()
        try:
            yield
        finally:
            ended.set()
            follower.join()


def _asset_keys(records: Iterable[dg.EventLogRecord]) -> Iterator[dg.AssetKey]:
    """Yield the asset of each record."""
    for record in records:
        event = record.event_log_entry.dagster_event
        if event is not None and event.asset_key is not None:
            yield event.asset_key
