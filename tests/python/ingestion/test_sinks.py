"""Both engines hold the same rows; writers wait for each other."""

import os
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

import ingestion
from ingestion.raw_tables import raw_tables
from ingestion.sinks import postgres_sink
from ingestion.sinks.duckdb_sink import connect
from tests.python.ingestion.bills import as_csv, fund_rows, golden_bytes, put
from tests.python.ingestion.test_golden import GOLDEN

CLOCKS = {"_loaded_at", "loaded_at", "delivered_at", "validated_at"}


@pytest.fixture
def postgres(postgres_server, monkeypatch) -> None:
    """Point the environment at an empty PostgreSQL database."""
    name = f"ingestion_{len(postgres.names)}"
    postgres.names.append(name)
    for variable, value in postgres_server.create_database(name).items():
        monkeypatch.setenv(variable, value)


postgres.names = []


def contents(sink: ingestion.Sink) -> dict[str, list[tuple]]:
    tables = {}
    for table in raw_tables().values():
        columns = [name for name in table.column_names if name not in CLOCKS]
        listed = ", ".join(f'"{name}"' for name in columns)
        rows = sink.query(f'select {listed} from raw."{table.name}"')
        tables[table.name] = sorted(rows, key=repr)
    return tables


def test_duckdb_and_postgres_hold_the_same(inbox, load, postgres, tmp_path):
    awkward = '引"号, 逗,号\t制表\\N \\.\r\n换行'
    put(inbox / "awkward.csv", as_csv([*fund_rows(3, 备注=awkward), *fund_rows(3)[1:], ["bad"]]))
    put(inbox / "again.csv", as_csv([*fund_rows(3, 备注=awkward), *fund_rows(3)[1:], ["bad"]]))
    put(inbox / "none.csv", b"a\n1\n")
    for code, golden in GOLDEN.items():
        path = inbox / f"{code}{golden.extension}"
        put(path, golden_bytes(code, golden.encoding))
    found = []
    for target in ("duckdb", "postgres"):
        with ingestion.open_sink(target) as sink:
            results = list(ingestion.load_paths([inbox], sink))
            found.append((results, contents(sink)))
    assert found[0][0] == found[1][0]
    for table, rows in found[0][1].items():
        assert rows == found[1][1][table], table
    assert {r.status for r in found[0][0]} == {"loaded", "duplicate", "unknown"}


def test_identical_rows_are_numbered_on_postgres(inbox, load, postgres):
    rows = fund_rows(2)
    path = put(inbox / "a.csv", as_csv([*rows, rows[1], rows[1]]))
    with ingestion.open_sink("postgres") as sink:
        list(ingestion.load_paths([path], sink))
        numbers = sink.query("select _line_number, _occurrence from raw.douyin_fund order by 1")
    assert numbers == [(2, 1), (3, 1), (4, 2), (5, 3)]


def test_a_load_on_postgres_waits_for_another_and_says_so(inbox, load, postgres, monkeypatch):
    monkeypatch.setattr(postgres_sink, "LOCK_WAIT_SECONDS", 1)
    with ingestion.open_sink("postgres") as first, ingestion.open_sink("postgres") as second:
        first.begin()
        with pytest.raises(ingestion.SinkBusy, match="another load holds the database"):
            second.begin()
        first.query("rollback")
        second.begin()
        second.query("rollback")


def test_an_unreachable_postgres_is_a_clear_error(monkeypatch):
    monkeypatch.setenv("STORELEDGER_PG_PORT", "1")
    with pytest.raises(ingestion.SinkError, match="port 1"):
        ingestion.open_sink("postgres")


def test_an_old_postgres_is_refused(monkeypatch):
    closed = []
    server = SimpleNamespace(server_version=150_017, close=lambda: closed.append(True))
    monkeypatch.setattr(postgres_sink.psycopg2, "connect", lambda **_: server)
    with pytest.raises(ingestion.SinkError, match=r"PostgreSQL 15\.17; 16 or newer is needed"):
        ingestion.open_sink("postgres")
    assert closed == [True]


def test_a_duckdb_that_another_process_is_making_is_waited_for(tmp_path: Path):
    """Its first bytes stand there before it is a database."""
    path = tmp_path / "storeledger.duckdb"
    path.write_bytes(b"\0" * 4096)
    making = threading.Timer(0.5, path.unlink)
    making.start()
    connect(path, wait_seconds=5).close()
    making.join()


def test_a_file_that_is_no_duckdb_is_named(tmp_path: Path):
    path = tmp_path / "storeledger.duckdb"
    path.write_bytes(b"books" * 4096)
    os.utime(path, (0, 0))
    with pytest.raises(ingestion.SinkError, match="not a valid DuckDB database file"):
        connect(path)


def test_a_locked_duckdb_is_waited_for_and_then_named(tmp_path: Path):
    path = tmp_path / "storeledger.duckdb"
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import duckdb; c = duckdb.connect({str(path)!r}); print(1, flush=True); input()",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    holder.stdout.readline()
    with pytest.raises(ingestion.SinkBusy, match="in use by another process"):
        connect(path, wait_seconds=0.5)
    holder.communicate("\n")
    connect(path, wait_seconds=5).close()
