"""Fixtures of the ingestion tests: a warehouse of one's own and a way to load files into it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

import ingestion
from ingestion import loader

KEY = "a key for tests"
Rows = list[dict[str, object]]


@pytest.fixture(autouse=True)
def _own_warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORELEDGER_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("STORELEDGER_PII_KEY", KEY)
    monkeypatch.delenv("STORELEDGER_TARGET", raising=False)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox" / "dy01"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[ingestion.LoadResult]]:
    """Load paths into the test's DuckDB, without Great Expectations (it has tests of its own)."""
    monkeypatch.setattr(loader, "has_pending", lambda sink: False)

    def run(*paths: Path, **options: object) -> list[ingestion.LoadResult]:
        with ingestion.open_sink() as sink:
            return list(ingestion.load_paths(list(paths), sink, **options))

    return run


@pytest.fixture
def query(tmp_path: Path) -> Iterator[Callable[[str], Rows]]:
    """Run SQL on the test's DuckDB; rows come as dicts."""

    def run(sql: str) -> Rows:
        with duckdb.connect(str(tmp_path / "data" / "storeledger.duckdb"), read_only=True) as db:
            return db.execute(sql).to_arrow_table().to_pylist()

    return run
