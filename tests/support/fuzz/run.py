"""Make damaged bills, load each one, and collect the verdicts."""

import random
import tempfile
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from unittest import mock

import ingestion
from ingestion import loader
from ingestion.sinks import DuckDBSink, Sink
from tests.support.fuzz.bills import Draft, draft
from tests.support.fuzz.damage import DAMAGES, NotApplicable
from tests.support.fuzz.files import EXTENSIONS, Written, write
from tests.support.fuzz.judge import verdict

FILES_OF_ONE_WAREHOUSE = 200


@dataclass(frozen=True)
class Case:
    """One file: what is damaged, how, and from which seed. The same case is the same file."""

    format_code: str
    damage: str
    seed: int

    def __str__(self) -> str:
        """Return the arguments that replay the case."""
        return f"--format {self.format_code} --damage {self.damage!r} --seed {self.seed}"


@dataclass(frozen=True)
class Outcome:
    """What became of a case: the status and reason of its bills, and what is wrong with that."""

    case: Case
    status: str
    reason: str
    held: int
    wrong: list[str]


def all_cases(count: int, seed: int) -> Iterator[Case]:
    """Yield as many cases: every format with every damage in turn, in an order of the seed."""
    chance = random.Random(seed)
    pairs = [(code, damage) for code in ingestion.declarations() for damage in DAMAGES]
    for number in range(count):
        if number % len(pairs) == 0:
            chance.shuffle(pairs)
        yield Case(*pairs[number % len(pairs)], seed + number)


def damaged(case: Case) -> tuple[Draft, Written]:
    """Return a case's draft and its file; raise NotApplicable."""
    chance = random.Random(f"{case.format_code}/{case.damage}/{case.seed}")
    bill = draft(ingestion.declarations()[case.format_code], chance)
    DAMAGES[case.damage].change(bill, chance)
    return bill, write(bill, chance)


def run(cases: Iterable[Case]) -> Iterator[Outcome]:
    """Load the file of each case that applies and yield what became of it."""
    waiting = iter(cases)
    with mock.patch.object(loader, "has_pending", return_value=False):
        while batch := list(islice(waiting, FILES_OF_ONE_WAREHOUSE)):
            with tempfile.TemporaryDirectory(prefix="storeledger_fuzz_") as folder:
                yield from _run(batch, Path(folder))


def _run(batch: Iterable[Case], folder: Path) -> Iterator[Outcome]:
    with DuckDBSink(folder / "data") as sink:
        sink.make_tables()
        # Once is enough: the tables of this warehouse are the test's own.
        with mock.patch.object(sink, "make_tables"):
            for number, case in enumerate(batch):
                try:
                    bill, written = damaged(case)
                except NotApplicable:
                    continue
                path = folder / "inbox" / str(number) / f"bill.{EXTENSIONS[bill.container]}"
                path.parent.mkdir(parents=True)
                path.write_bytes(written.content)
                yield _outcome(case, bill, written, path, sink)


def _outcome(case: Case, bill: Draft, written: Written, path: Path, sink: Sink) -> Outcome:
    try:
        results = list(ingestion.load_paths([path], sink))
    except Exception:  # noqa: BLE001 (an unhandled exception is what is looked for)
        return Outcome(case, "unhandled", traceback.format_exc(), 0, ["an unhandled exception"])
    wrong = verdict(bill, written, results, sink)
    held = sum(result.rows_quarantined for result in results)
    statuses = {result.status for result in results}
    if DAMAGES[case.damage].harmless and (held or statuses != {"loaded"}):
        wrong.append("harmless, and not all of it is loaded")
    reasons = "; ".join(result.reason or "" for result in results)
    return Outcome(case, "loaded" if "loaded" in statuses else "refused", reasons, held, wrong)
