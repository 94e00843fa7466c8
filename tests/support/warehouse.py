"""A company's bills, and warehouses that are loaded and built from them as a user would do it."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import psycopg2

ROOT = Path(__file__).resolve().parents[2]
PUBLIC_SCHEMAS = ("star", "reconciliation", "accounting", "analysis")
# What the engines call the types that are one type in the project.
SAME_TYPES = {
    "varchar": "text",
    "character varying": "text",
    "timestamp without time zone": "timestamp",
    "double precision": "double",
    "numeric": "decimal",
}


@dataclass(frozen=True)
class Company:
    """Bills of a simulated company, `inbox/<source_folder>/<file>`, and the truth beside."""

    inbox: Path
    truth: Path

    def files(self) -> list[Path]:
        """Return the bill files, sorted."""
        return sorted(path for path in self.inbox.rglob("*") if path.is_file())


@dataclass(frozen=True)
class Warehouse:
    """A warehouse and the environment that points the project's commands at it."""

    environment: dict[str, str]

    @classmethod
    def in_folder(cls, folder: Path, **environment: str) -> "Warehouse":
        """Return a warehouse whose data folder and dbt target stand in `folder`: DuckDB by default.

        One key for personal data, so that customers are the same in every warehouse of a test.
        """
        folder.mkdir(parents=True, exist_ok=True)
        return cls(
            {
                "STORELEDGER_DATA": str(folder),
                "STORELEDGER_TARGET": "duckdb",
                "STORELEDGER_PII_KEY": "the same in every warehouse of the tests",
                "DBT_TARGET_PATH": str(folder / "target"),
                "DBT_LOG_PATH": str(folder / "logs"),
                "GX_ANALYTICS_ENABLED": "false",
                **environment,
            }
        )

    def run(self, *command: str) -> str:
        """Run a module of the project (`ingestion`, `dbt.cli.main`, …); return its stdout."""
        finished = subprocess.run(
            [sys.executable, "-m", *command],
            env=os.environ | self.environment,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if finished.returncode:
            words = " ".join(command)[:200]
            raise AssertionError(
                f"`{words}` exited {finished.returncode}\n{finished.stdout[-8000:]}\n"
                f"{finished.stderr[-4000:]}"
            )
        return finished.stdout

    def load(self, paths: Iterable[Path]) -> None:
        """Load bill files, in the order given."""
        self.run("ingestion", "load", *map(str, paths))

    def dbt(self, *arguments: str) -> None:
        """Run dbt; a failing test fails the caller."""
        self.run("dbt.cli.main", "--no-use-colors", *arguments)

    @contextmanager
    def connect(self) -> Iterator[Any]:
        """Open a DB-API connection; DuckDB is opened read-only."""
        if self.environment["STORELEDGER_TARGET"] == "duckdb":
            path = Path(self.environment["STORELEDGER_DATA"]) / "storeledger.duckdb"
            connection = duckdb.connect(str(path), read_only=True)
        else:
            names = ("host", "port", "user", "password", "dbname")
            connection = psycopg2.connect(
                **{name: self.environment[f"STORELEDGER_PG_{name.upper()}"] for name in names}
            )
        with closing(connection):
            yield connection

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with self.connect() as connection:
            cursor = connection.cursor()
            cursor.execute(query)
            return cursor.fetchall()

    def tables(self, schemas: Sequence[str] = PUBLIC_SCHEMAS) -> list[str]:
        """Return `schema.table` of every table and view of the schemas, sorted."""
        return [
            f"{schema}.{table}"
            for schema, table in self.rows(
                "select table_schema, table_name from information_schema.tables"
                f" where table_schema in ({_quoted(schemas)}) order by table_schema, table_name"
            )
        ]

    def contents(self, schemas: Sequence[str] = PUBLIC_SCHEMAS) -> dict[str, "Contents"]:
        """Return what stands in every table and view of the schemas: every column, every row."""
        columns = self.rows(
            "select table_schema || '.' || table_name, column_name, data_type,"
            " numeric_precision, numeric_scale from information_schema.columns"
            f" where table_schema in ({_quoted(schemas)}) order by 1, ordinal_position"
        )
        found: dict[str, dict[str, str]] = {}
        for table, column, *kind in columns:
            found.setdefault(table, {})[column] = _type(*kind)
        with self.connect() as connection:
            return {table: _read(connection, table, types) for table, types in found.items()}


@dataclass(frozen=True)
class Contents:
    """The types of a table's columns in order, and its rows with how often each stands in it."""

    types: dict[str, str]
    rows: Counter[tuple[Any, ...]]


def _read(connection: Any, table: str, types: dict[str, str]) -> Contents:
    names = ", ".join(f'"{column}"' for column in types)
    cursor = connection.cursor()
    cursor.execute(f"select {names} from {table}")
    return Contents(types, Counter(cursor.fetchall()))


def _type(name: str, precision: int | None, scale: int | None) -> str:
    """Return a column's type in words that are the same on every engine."""
    plain = name.lower().partition("(")[0]
    plain = SAME_TYPES.get(plain, plain)
    return f"decimal({precision},{scale})" if plain == "decimal" else plain


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def differences(
    left: Mapping[str, Contents], right: Mapping[str, Contents]
) -> dict[str, list[str]]:
    """Return how each table that differs does so, in at most ten lines a table."""
    assert left.keys() == right.keys() != set()
    found = {table: _difference(left[table], right[table]) for table in left}
    return {table: lines for table, lines in found.items() if lines}


def _difference(left: Contents, right: Contents) -> list[str]:
    if list(left.types.items()) != list(right.types.items()):
        return [f"columns {left.types} against {right.types}"]
    only = [f"only left: {row}" for row in (left.rows - right.rows).elements()]
    only += [f"only right: {row}" for row in (right.rows - left.rows).elements()]
    return only[:10]
