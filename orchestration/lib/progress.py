"""The progress of a run on a terminal: a bar for each stage of the road."""

import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

import dagster as dg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from orchestration.lib.keys import REGISTER_KEY

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
FOLLOWED = {dg.DagsterEventType.ASSET_MATERIALIZATION, dg.DagsterEventType.ASSET_OBSERVATION}
_READ, _OF = "files_read", "of_files"


def files_read(done: int, total: int) -> dg.AssetObservation:
    """Return the event that says how many of the inbox's files have been read."""
    return dg.AssetObservation(REGISTER_KEY, metadata={_READ: done, _OF: total})


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
        self._files = self._bars.add_task("bill files", total=None, start=False)
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

    def read(self, done: int, total: int) -> None:
        """Show how many bill files have been read."""
        self._bars.start_task(self._files)
        self._bars.update(self._files, completed=done, total=total)

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
    """Tell `progress` what the run reads and writes while the block runs."""
    ended = threading.Event()

    def follow() -> None:
        cursor = None
        while True:
            last_look = ended.is_set()
            records = instance.get_records_for_run(run_id, cursor, of_type=FOLLOWED)
            cursor = records.cursor
            for event in _asset_events(records.records):
                if isinstance(event, dg.AssetMaterialization):
                    progress.written(event.asset_key)
                elif _READ in event.metadata:
                    progress.read(event.metadata[_READ].value, event.metadata[_OF].value)
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


def _asset_events(
    records: Iterable[dg.EventLogRecord],
) -> Iterator[dg.AssetMaterialization | dg.AssetObservation]:
    """Yield what each record tells of its asset."""
    for record in records:
        event = record.asset_materialization or record.asset_observation
        if event is not None:
            yield event
