"""Every version of every bill format has a writer, whose files load as it and without a loss."""

import duckdb
import pytest

import ingestion
from ingestion import loader


@pytest.fixture(scope="module")
def loaded(company, tmp_path_factory):
    """Results of every file, and their warehouse."""
    folder = tmp_path_factory.mktemp("formats")
    # A planted second download, `… (1).csv`, repeats a file that is among them.
    files = [path for path in company.inbox.rglob("*.*") if not path.stem.endswith(" (1)")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORELEDGER_DATA", str(folder))
        patch.setenv("STORELEDGER_PII_KEY", "a key for tests")
        patch.delenv("STORELEDGER_TARGET", raising=False)
        patch.setattr(loader, "has_pending", lambda sink: False)
        with ingestion.open_sink() as sink:
            results = list(ingestion.load_paths(sorted(files), sink))
    with duckdb.connect(str(folder / "storeledger.duckdb"), read_only=True) as warehouse:
        yield results, warehouse


def test_every_declared_version_is_written(loaded):
    _, warehouse = loaded
    declared = {
        (code, version)
        for code, declaration in ingestion.declarations().items()
        for version in declaration.versions
    }
    query = "select distinct format_code, format_version from raw.bill_file"
    written = set(warehouse.execute(query).fetchall())
    unwritten = sorted(declared - written)
    assert not unwritten, f"simulator/files/<platform>.py writes no file of {unwritten}"
    assert written <= declared


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
