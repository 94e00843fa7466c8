"""The DuckDB warehouse: one file, one writer."""

import time
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from ingestion.sinks.base import Sink, SinkBusy, SinkError

LOCK_WAIT_SECONDS = 30
_RETRY_SECONDS = 0.25
_NO_DATABASE = "not a valid DuckDB database file"
# One writer: more threads only wait. The methods left out cost more time than they save space.
# Folding the log into the file rewrites half-filled blocks: seldom, not at every 16 MB. Rows go to
# the file as soon as they fill a row group, so that no file is held in memory, however long it is.
_SETTINGS = {
    "threads": 1,
    "disabled_compression_methods": "fsst,dict_fsst",
    "checkpoint_threshold": "512MB",
    "write_buffer_row_group_count": 1,
    "memory_limit": "192MB",
    "enable_progress_bar": False,
}


def connect(path: Path, wait_seconds: float = LOCK_WAIT_SECONDS) -> duckdb.DuckDBPyConnection:
    """Open the file, waiting while another process makes it or writes to it.

    Raises SinkBusy after the wait, SinkError for a file that is no DuckDB database.
    """
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            return duckdb.connect(str(path))
        except duckdb.IOException as error:
            reason = str(error)
            if _NO_DATABASE in reason and not _is_new(path, wait_seconds):
                raise SinkError(reason) from error
            if _NO_DATABASE not in reason and "lock" not in reason:
                raise
            if time.monotonic() > deadline:
                raise SinkBusy(
                    f"{path} is in use by another process (waited {wait_seconds:.0f} s): {reason}"
                ) from error
            time.sleep(_RETRY_SECONDS)


def _is_new(path: Path, seconds: float) -> bool:
    """Say whether a file was written just now: a process may be about to make it a database."""
    return not path.exists() or time.time() - path.stat().st_mtime < seconds


class DuckDBSink(Sink):
    """Raw tables in `<folder>/storeledger.duckdb`."""

    errors = (duckdb.Error,)

    def __init__(self, folder: Path):
        super().__init__(folder)
        folder.mkdir(parents=True, exist_ok=True)
        self.connection = connect(folder / "storeledger.duckdb")
        for name, value in _SETTINGS.items():
            self.connection.execute(f"set {name} = '{value}'")

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def query(self, sql: str, values: Sequence[object] = ()) -> list[tuple]:
        """Run SQL and return its rows."""
        cursor = self.connection.execute(sql, list(values))
        return cursor.fetchall() if cursor.description else []

    def placeholder(self) -> str:
        """Return the engine's placeholder of a value."""
        return "?"

    def insert(self, table: str, rows: pa.Table) -> None:
        """Append an Arrow table to `raw.<table>`, column by name."""
        if not rows.num_rows:
            return
        self.connection.execute(f'insert into raw."{table}" by name select * from rows')
