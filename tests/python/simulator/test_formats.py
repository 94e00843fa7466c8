"""Every bill format that ingestion declares has a writer, whose files load without a loss."""

import re

import duckdb
import pytest

import ingestion
from ingestion import loader


@pytest.fixture(scope="module")
def loaded(company, tmp_path_factory):
    """Results of the first and the last file of each kind in each folder, and their warehouse."""
    folder = tmp_path_factory.mktemp("formats")
    kinds: dict[tuple[str, str], list] = {}
    # A planted second download, `… (1).csv`, repeats a file that may be among them.
    once = [path for path in company.inbox.rglob("*.*") if not path.stem.endswith(" (1)")]
    for path in sorted(once):
        kinds.setdefault((path.parent.name, re.sub(r"[0-9]", "", path.name)), []).append(path)
    files = sorted({path for own in kinds.values() for path in (own[0], own[-1])})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORELEDGER_DATA", str(folder))
        patch.setenv("STORELEDGER_PII_KEY", "a key for tests")
        patch.delenv("STORELEDGER_TARGET", raising=False)
        patch.setattr(loader, "has_pending", lambda sink: False)
        with ingestion.open_sink() as sink:
            results = list(ingestion.load_paths(files, sink))
    with duckdb.connect(str(folder / "storeledger.duckdb"), read_only=True) as warehouse:
        yield results, warehouse


def test_every_declared_format_is_written(loaded):
    results, _ = loaded
    written = {result.format for result in results}
    unwritten = sorted(set(ingestion.declarations()) - written)
    assert not unwritten, f"simulator/files/<platform>.py writes no file of {unwritten}"
    assert written <= set(ingestion.declarations())


def test_every_row_loads(loaded):
    results, _ = loaded
    for result in results:
        told = (result.status, result.rows_quarantined, result.reason)
        assert told == ("loaded", 0, None), result.file
        assert result.rows_loaded > 0, result.file


def test_every_row_adds_up(loaded):
    results, warehouse = loaded
    for code in sorted({result.format for result in results}):
        [[broken]] = warehouse.execute(
            f'select count(*) from raw."{code}" where _residual <> 0'
        ).fetchall()
        assert broken == 0, code
