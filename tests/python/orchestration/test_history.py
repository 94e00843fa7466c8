"""The history of runs is written without waiting for the disk, and by one engine a file."""

from pathlib import Path

import dagster as dg
import pytest
from sqlalchemy import create_engine, text

from orchestration.lib import history
from orchestration.lib.history import keep_history_quickly


def test_the_history_of_runs_does_not_wait_for_the_disk(tmp_path: Path) -> None:
    keep_history_quickly()
    keep_history_quickly()
    with create_engine(f"sqlite:///{tmp_path / 'history.db'}").connect() as connection:
        assert connection.execute(text("pragma synchronous")).scalar() == 0


def test_a_file_of_the_history_has_one_engine_however_many_events(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def noted(url: str, **options: object) -> object:
        made.append(url.rsplit("/", 1)[1])
        return create_engine(url, **options)

    @dg.asset
    def bills(context: dg.AssetExecutionContext) -> None:
        for month in ("2026-05", "2026-06"):
            context.log_event(dg.AssetMaterialization("bills", partition=month))

    keep_history_quickly()
    monkeypatch.setattr(history, "create_engine", noted)
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        run = dg.materialize([bills], instance=instance)
        kept = instance.all_logs(run.run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION)
    assert len(kept) == 3
    assert sorted(made) == sorted([f"{run.run_id}.db", "index.db"])
