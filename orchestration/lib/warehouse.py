"""Read and replace tables of the warehouse, DuckDB or PostgreSQL, as pandas frames.

Decimals stay `decimal.Decimal`, dates `datetime.date`: a frame says what the table says.
"""

import io
import os
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Protocol

import duckdb
import pandas as pd
import psycopg2
import pyarrow as pa

from ingestion.sinks.duckdb_sink import connect
from orchestration.lib.settings import data_folder


class Warehouse(Protocol):
    """An open warehouse. Table names are `schema.table`."""

    def read(self, query: str) -> pd.DataFrame:
        """Return the rows of a query."""

    def replace(self, table: str, columns: Mapping[str, str], frame: pd.DataFrame) -> None:
        """Put the frame in the place of the table's rows, in one transaction.

        `columns`: SQL type by name, all of them in the frame. A missing table is made.
        """


class DuckDBWarehouse:
    """The one file of the data folder."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def read(self, query: str) -> pd.DataFrame:
        """Return the rows of a query."""
        return self._connection.execute(query).to_arrow_table().to_pandas(date_as_object=True)

    def replace(self, table: str, columns: Mapping[str, str], frame: pd.DataFrame) -> None:
        """Put the frame in the place of the table's rows, in one transaction."""
        rows = pa.Table.from_pandas(frame[list(columns)], preserve_index=False)
        self._connection.begin()
        try:
            for statement in _replacement(table, columns):
                self._connection.execute(statement)
            self._connection.register("replacement", rows)
            self._connection.execute(f"insert into {table} by name select * from replacement")
            self._connection.commit()
        except duckdb.Error:
            self._connection.rollback()
            raise
        finally:
            self._connection.unregister("replacement")


class PostgresWarehouse:
    """A server named by STORELEDGER_PG_*."""

    def __init__(self, connection: psycopg2.extensions.connection) -> None:
        self._connection = connection

    def read(self, query: str) -> pd.DataFrame:
        """Return the rows of a query."""
        with self._connection, self._connection.cursor() as cursor:
            cursor.execute(query)
            names = [column.name for column in cursor.description]
            return pd.DataFrame(cursor.fetchall(), columns=names)

    def replace(self, table: str, columns: Mapping[str, str], frame: pd.DataFrame) -> None:
        """Put the frame in the place of the table's rows, in one transaction."""
        rows = io.StringIO(frame[list(columns)].to_csv(index=False, header=False))
        with self._connection, self._connection.cursor() as cursor:
            for statement in _replacement(table, columns):
                cursor.execute(statement)
            names = ", ".join(f'"{name}"' for name in columns)
            cursor.copy_expert(f"copy {table} ({names}) from stdin with (format csv)", rows)


def _replacement(table: str, columns: Mapping[str, str]) -> tuple[str, ...]:
    """Return the statements that leave `table` there and empty."""
    declared = ", ".join(f'"{name}" {data_type}' for name, data_type in columns.items())
    return (
        f"create schema if not exists {table.partition('.')[0]}",
        f"create table if not exists {table} ({declared})",
        f"delete from {table}",
    )


@contextmanager
def open_warehouse() -> Iterator[Warehouse]:
    """Open the warehouse of STORELEDGER_TARGET, DuckDB where it is not set; close it at the end."""
    target = os.environ.get("STORELEDGER_TARGET", "duckdb")
    if target == "duckdb":
        path = data_folder() / "storeledger.duckdb"
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(connect(path)) as connection:
            yield DuckDBWarehouse(connection)
    elif target == "postgres":
        with closing(_connect_postgres()) as connection:
            yield PostgresWarehouse(connection)
    else:
        raise ValueError(f"STORELEDGER_TARGET must be duckdb or postgres, not {target!r}")


def _connect_postgres() -> psycopg2.extensions.connection:
    """Connect as profiles.yml does."""
    return psycopg2.connect(
        host=os.environ.get("STORELEDGER_PG_HOST", "localhost"),
        port=int(os.environ.get("STORELEDGER_PG_PORT", "5432")),
        user=os.environ.get("STORELEDGER_PG_USER", "storeledger"),
        password=os.environ.get("STORELEDGER_PG_PASSWORD", ""),
        dbname=os.environ.get("STORELEDGER_PG_DBNAME", "storeledger"),
    )
