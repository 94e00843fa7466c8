"""A company's bills, and warehouses that are loaded and built from them as a user would do it."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import psycopg2

ROOT = Path(__file__).resolve().parents[2]
PUBLIC_SCHEMAS = ("star", "reconciliation", "accounting", "analysis")
# Times of the machine, not of the business: two loads of the same bills differ in them.
LOAD_TIMES = ("_loaded_at", "loaded_at", "delivered_at", "validated_at")


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
        names = ", ".join(f"'{schema}'" for schema in schemas)
        return [
            f"{schema}.{table}"
            for schema, table in self.rows(
                "select table_schema, table_name from information_schema.tables"
                f" where table_schema in ({names}) order by table_schema, table_name"
            )
        ]

    def columns(self, table: str) -> list[str]:
        """Return the columns of `schema.table` in order, without the times of the load."""
        schema, name = table.split(".")
        found = self.rows(
            "select column_name from information_schema.columns"
            f" where table_schema = '{schema}' and table_name = '{name}' order by ordinal_position"
        )
        return [column for (column,) in found if column not in LOAD_TIMES]

    def contents(self, table: str) -> Counter[tuple[Any, ...]]:
        """Return the rows of `schema.table` with how often each stands in it."""
        columns = ", ".join(f'"{column}"' for column in self.columns(table))
        return Counter(self.rows(f"select {columns} from {table}"))


def differences(left: Warehouse, right: Warehouse, table: str) -> list[str]:
    """Return how `table` differs between two warehouses, in at most ten lines."""
    if left.columns(table) != right.columns(table):
        return [f"columns {left.columns(table)} against {right.columns(table)}"]
    left_rows, right_rows = left.contents(table), right.contents(table)
    only = [f"only left: {row}" for row in (left_rows - right_rows).elements()]
    only += [f"only right: {row}" for row in (right_rows - left_rows).elements()]
    return only[:10]
