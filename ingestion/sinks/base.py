"""The interface of a sink, and the SQL that both engines share."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, astuple
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from ingestion.raw_tables import RawTable, raw_tables
from ingestion.results import BillFile, Delivery

_NUMBER_OCCURRENCES = """
    update raw."{table}" as numbered
    set _occurrence = counted.occurrence
    from (
        select
            _sheet_name,
            _line_number,
            row_number() over (
                partition by _row_hash order by _sheet_name, _line_number
            ) as occurrence
        from raw."{table}"
        where _file_id = {file_id}
    ) as counted
    where numbered._file_id = {file_id}
        and numbered._line_number = counted._line_number
        and coalesce(numbered._sheet_name, '') = coalesce(counted._sheet_name, '')
        and counted.occurrence > 1
"""


class KnownFile(NamedTuple):
    """What the register says of a file that came before."""

    status: str
    file_name: str
    reason: str | None
    period_start: date | None
    period_end: date | None


class SinkError(RuntimeError):
    """The warehouse cannot be written to."""


class SinkBusy(SinkError):
    """Another process holds the warehouse."""


class UnknownTarget(ValueError):
    """A target that ingestion cannot write to."""


class Sink(ABC):
    """A warehouse with the tables of schema `raw`. Writes happen inside `transaction()`."""

    errors: tuple[type[Exception], ...]

    def __init__(self, folder: Path):
        self.folder = folder

    def __enter__(self) -> "Sink":
        """Return the open sink."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the sink."""
        self.close()

    @abstractmethod
    def close(self) -> None:
        """Close the connection."""

    @abstractmethod
    def query(self, sql: str, values: Sequence[object] = ()) -> list[tuple]:
        """Run SQL with `{}`-numbered placeholders filled by the engine and return its rows."""

    @abstractmethod
    def insert(self, table: str, rows: pa.Table) -> None:
        """Append an Arrow table to `raw.<table>`, column by name."""

    @abstractmethod
    def placeholder(self) -> str:
        """Return the engine's placeholder of a value."""

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit what happens inside, or nothing of it.

        Raises SinkError where the warehouse cannot be written to (the disk is full, it is gone):
        nothing of what happened inside is then kept.
        """
        self.begin()
        try:
            yield
            self.query("commit")
        except self.errors as error:
            self._roll_back()
            raise SinkError(f"{type(error).__name__}: {error}".strip()) from error
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        """End the transaction; a warehouse that failed has ended it already."""
        with suppress(*self.errors):
            self.query("rollback")

    def begin(self) -> None:
        """Begin a transaction."""
        self.query("begin")

    def make_tables(self) -> None:
        """Create schema `raw` and its tables; add columns that a declaration has gained."""
        with self.transaction():
            self._make_tables()

    def _make_tables(self) -> None:
        self.query("create schema if not exists raw")
        existing: dict[str, set[str]] = {}
        for table, column in self.query(
            "select table_name, column_name from information_schema.columns "
            "where table_schema = 'raw'"
        ):
            existing.setdefault(table, set()).add(column)
        for table in raw_tables().values():
            self._make_table(table, existing.get(table.name))

    def _make_table(self, table: RawTable, existing: set[str] | None) -> None:
        if existing is None:
            columns = ", ".join(f'"{c.name}" {c.data_type}' for c in table.columns)
            self.query(f'create table if not exists raw."{table.name}" ({columns})')
            return
        for column in table.columns:
            if column.name not in existing:
                self.query(
                    f'alter table raw."{table.name}" add column "{column.name}" {column.data_type}'
                )

    def known_file(self, file_id: str) -> KnownFile | None:
        """Return what the register says of a file, null when it never came."""
        rows = self.query(
            "select status, file_name, reason, period_start, period_end from raw.bill_file "
            f"where file_id = {self.placeholder()}",
            [file_id],
        )
        return KnownFile(*rows[0]) if rows else None

    def register(self, bill: BillFile, known: KnownFile | None) -> None:
        """Write the file's row of the register, in place of an earlier refusal."""
        if known:
            self.query(
                f"delete from raw.bill_file where file_id = {self.placeholder()}", [bill.file_id]
            )
        self._insert_values("bill_file", asdict(bill))

    def deliver(self, delivery: Delivery) -> None:
        """Note that the file was delivered under this name in this folder and zip file, once."""
        mark = self.placeholder()
        known = self.query(
            "select 1 from raw.bill_file_delivery "
            f"where file_id = {mark} and file_name = {mark} and source_folder = {mark} "
            f"and coalesce(container_name, '') = {mark}",
            [*astuple(delivery)[:3], delivery.container_name or ""],
        )
        if not known:
            self._insert_values("bill_file_delivery", asdict(delivery))

    def number_occurrences(self, table: str, file_id: str) -> None:
        """Number the identical rows of one file in file order."""
        mark = self.placeholder()
        self.query(_NUMBER_OCCURRENCES.format(table=table, file_id=mark), [file_id, file_id])

    def _insert_values(self, table: str, values: dict[str, object]) -> None:
        columns: Iterable[str] = (f'"{name}"' for name in values)
        marks = ", ".join([self.placeholder()] * len(values))
        self.query(
            f'insert into raw."{table}" ({", ".join(columns)}) values ({marks})',
            list(values.values()),
        )
