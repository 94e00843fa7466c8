"""The history of runs is written without waiting for the disk."""

from pathlib import Path

from sqlalchemy import create_engine, text

from orchestration.lib.history import keep_history_without_waiting


def test_the_history_of_runs_does_not_wait_for_the_disk(tmp_path: Path) -> None:
    keep_history_without_waiting()
    keep_history_without_waiting()
    with create_engine(f"sqlite:///{tmp_path / 'history.db'}").connect() as connection:
        assert connection.execute(text("pragma synchronous")).scalar() == 0
