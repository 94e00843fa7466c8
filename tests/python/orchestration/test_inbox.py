"""The inbox: its listing, and when the sensor asks for a run."""

import os
from pathlib import Path

import dagster as dg
import pytest

from orchestration.defs.automation.sensors import inbox as inbox_sensor
from orchestration.lib.inbox import InboxFile, Seen, list_inbox, listing_hash, run_is_due
from orchestration.lib.keys import INBOX_KEY, LISTING_METADATA


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty inbox that the project's settings point to."""
    monkeypatch.setenv("STORELEDGER_DATA", str(tmp_path))
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def drop(inbox: Path, name: str, text: str = "a,b\n1,2\n") -> Path:
    """Put a file into the inbox."""
    path = inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_files_are_listed_by_path_without_hidden_ones(inbox: Path) -> None:
    drop(inbox, "tm01/b.csv")
    drop(inbox, "dy01/a.csv")
    drop(inbox, "dy01/.a.csv.part")
    drop(inbox, ".cache/c.csv")
    assert [file.path for file in list_inbox(inbox)] == ["dy01/a.csv", "tm01/b.csv"]


def test_the_listing_of_an_empty_inbox_is_empty(inbox: Path) -> None:
    assert listing_hash(list_inbox(inbox)) == ""


@pytest.mark.parametrize(
    "other",
    [
        [],
        [InboxFile("dy01/b.csv", 8, 1)],
        [InboxFile("dy01/a.csv", 9, 1)],
        [InboxFile("dy01/a.csv", 8, 2)],
        [InboxFile("dy01/a.csv", 8, 1), InboxFile("dy01/b.csv", 8, 1)],
    ],
    ids=["gone", "renamed", "grown", "replaced", "another came"],
)
def test_any_change_changes_the_listing(other: list[InboxFile]) -> None:
    assert listing_hash([InboxFile("dy01/a.csv", 8, 1)]) != listing_hash(other)


@pytest.mark.parametrize(
    ("seen", "listing", "loaded", "due"),
    [
        (Seen(), "", None, False),
        (Seen(), "new", None, False),
        (Seen("new"), "new", None, True),
        (Seen("old", "old"), "new", "old", False),
        (Seen("new", "old"), "new", "old", True),
        (Seen("new", "new"), "new", "old", False),
        (Seen("new", "old"), "new", "new", False),
    ],
    ids=[
        "empty inbox",
        "first look",
        "settled",
        "still changing",
        "settled after a run",
        "already asked for",
        "already loaded",
    ],
)
def test_a_run_is_due_once_for_each_settled_listing(
    seen: Seen, listing: str, loaded: str | None, due: bool
) -> None:
    assert run_is_due(seen, listing, loaded) is due


def test_the_cursor_reads_back_what_was_written() -> None:
    assert Seen.from_cursor(Seen("a", "b").to_cursor()) == Seen("a", "b")
    assert Seen.from_cursor(None) == Seen()


def look(instance: dg.DagsterInstance, cursor: str | None) -> dg.SensorResult:
    """Evaluate the sensor once."""
    context = dg.build_sensor_context(instance=instance, cursor=cursor)
    result = inbox_sensor(context)
    assert isinstance(result, dg.SensorResult)
    return result


def test_the_sensor_asks_for_one_run_for_a_file_that_has_settled(inbox: Path) -> None:
    instance = dg.DagsterInstance.ephemeral()
    path = drop(inbox, "dy01/a.csv")
    first = look(instance, None)
    assert not first.run_requests
    second = look(instance, first.cursor)
    assert [request.run_key for request in second.run_requests] == [listing_hash(list_inbox(inbox))]
    assert not look(instance, second.cursor).run_requests
    os.utime(path, ns=(1, 1))
    changed = look(instance, second.cursor)
    assert not changed.run_requests
    assert look(instance, changed.cursor).run_requests


def test_the_sensor_is_silent_about_an_inbox_that_a_run_took_in(inbox: Path) -> None:
    instance = dg.DagsterInstance.ephemeral()
    drop(inbox, "dy01/a.csv")
    listing = listing_hash(list_inbox(inbox))
    instance.report_runless_asset_event(
        dg.AssetObservation(INBOX_KEY, metadata={LISTING_METADATA: listing})
    )
    first = look(instance, None)
    assert not look(instance, first.cursor).run_requests
