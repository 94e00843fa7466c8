"""The PostgreSQL warehouse, by the environment variables STORELEDGER_PG_*."""

import os
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import psycopg2
import pyarrow as pa
import pyarrow.csv as pacsv

from ingestion.sinks.base import Sink, SinkBusy, SinkError

LOCK_WAIT_SECONDS = 30
# The models ask it whether a text is a number (pg_input_is_valid).
OLDEST_VERSION = 16
# One number for all loaders of a database: they take turns, file by file.
_ADVISORY_LOCK = 7_305_519_114
_COPY_ROWS = 20_000


class PostgresSink(Sink):
    """Raw tables in schema `raw` of a PostgreSQL database."""

    errors = (psycopg2.Error,)

    def __init__(self, folder: Path):
        super().__init__(folder)
        folder.mkdir(parents=True, exist_ok=True)
        setting = os.environ.get
        try:
            self.connection = psycopg2.connect(
                host=setting("STORELEDGER_PG_HOST", "localhost"),
                port=setting("STORELEDGER_PG_PORT", "5432"),
                user=setting("STORELEDGER_PG_USER", "storeledger"),
                password=setting("STORELEDGER_PG_PASSWORD", ""),
                dbname=setting("STORELEDGER_PG_DBNAME", "storeledger"),
            )
        except psycopg2.OperationalError as error:
            raise SinkError(str(error).strip()) from error
        self._refuse_old_server()
        self.connection.autocommit = True
        self.query(f"set lock_timeout = '{LOCK_WAIT_SECONDS}s'")

    def _refuse_old_server(self) -> None:
        version, minor = divmod(self.connection.server_version, 10_000)
        if version < OLDEST_VERSION:
            self.close()
            raise SinkError(
                f"the server is PostgreSQL {version}.{minor}; {OLDEST_VERSION} or newer is needed"
            )

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def begin(self) -> None:
        """Begin a transaction; loaders of one database take turns."""
        self.query("begin")
        try:
            self.query(f"select pg_advisory_xact_lock({_ADVISORY_LOCK})")
        except psycopg2.errors.LockNotAvailable as error:
            self.query("rollback")
            raise SinkBusy(
                f"another load holds the database (waited {LOCK_WAIT_SECONDS} s)"
            ) from error

    def query(self, sql: str, values: Sequence[object] = ()) -> list[tuple]:
        """Run SQL and return its rows."""
        with self.connection.cursor() as cursor:
            cursor.execute(sql, list(values) or None)
            return cursor.fetchall() if cursor.description else []

    def placeholder(self) -> str:
        """Return the engine's placeholder of a value."""
        return "%s"

    def insert(self, table: str, rows: pa.Table) -> None:
        """Append an Arrow table to `raw.<table>` by COPY, column by name."""
        columns = ", ".join(f'"{name}"' for name in rows.column_names)
        statement = f'copy raw."{table}" ({columns}) from stdin (format csv)'
        options = pacsv.WriteOptions(include_header=False)
        with self.connection.cursor() as cursor:
            for start in range(0, rows.num_rows, _COPY_ROWS):
                block = BytesIO()
                pacsv.write_csv(rows.slice(start, _COPY_ROWS), block, options)
                block.seek(0)
                cursor.copy_expert(statement, block)
