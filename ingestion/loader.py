"""Load bill files into the raw tables: one transaction a file, nothing skipped in silence."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from typing import Literal

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingestion import archive
from ingestion.archive import BillSource
from ingestion.cells import Checked
from ingestion.chunks import OpenedBill
from ingestion.controls import (
    ColumnTotals,
    mismatch_reason,
    refuse_if_cut_off,
    stated_totals,
)
from ingestion.declarations import Declaration
from ingestion.personal import personal_key
from ingestion.reader import SHANGHAI, BillReader, ReadBill
from ingestion.results import BillFile, Delivery, LoadResult, QuarantinedLine, RefusedFile
from ingestion.rows import ControlRow, SortedRows
from ingestion.sinks import Sink
from ingestion.validation import has_pending, mark_validated, pending_batches, validate

_PASTED_ROWS = 3
Step = Literal[
    "opened",
    "begun",
    "delivered",
    "rows_written",
    "archived",
    "registered",
    "committed",
    "validated",
]


@dataclass(frozen=True)
class Progress:
    """How far a load is: the file at hand, and files and bytes done of all."""

    file: str
    files_done: int
    files_total: int
    bytes_done: int
    bytes_total: int


def load_paths(
    paths: list[Path],
    sink: Sink,
    *,
    formats: Collection[str | None] | None = None,
    months: Collection[str] | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    on_step: Callable[[Step], None] | None = None,
) -> Iterator[LoadResult]:
    """Load files and folders into the sink; yield one result per bill, in sorted order of files.

    `formats` limits the load to these format codes (null: files of no format) and `months`
    (`2025-03`) to files whose period touches one of them: other files are left alone, without a
    result. Files without a period are of every month. `on_step` hears of each step of the load.
    Raises FileNotFoundError for a path that does not exist, before anything is loaded.
    """
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(f"no such file or folder: {path}")
    files = list(archive.files_below(paths))
    total = sum(map(_size, files))
    sink.make_tables()
    load = _Load(sink, formats, months, on_step or (lambda step: None))
    reader = BillReader(formats, _loaded_files(sink), personal_key(sink.folder))
    done = 0
    with closing(reader.ahead(files)) as readings:
        for number, (path, reading) in enumerate(zip(files, readings, strict=True)):
            if on_progress:
                on_progress(Progress(path.name, number, len(files), done, total))
            try:
                with reading.result() as bills:
                    yield from filter(None, map(load.bill, bills))
            except OSError as error:
                if str(error.filename) != str(path):
                    raise  # it is the warehouse or the archive that fails
                reason = f"unreadable_file: {error.strerror}"
                yield LoadResult(archive.shown(str(path)), "", None, "refused", reason=reason)
            done += _size(path)
    if on_progress:
        on_progress(Progress("Great Expectations", len(files), len(files), total, total))
    load.validate(reader.engine)


def _loaded_files(sink: Sink) -> list[str]:
    """Return the ids of the files that the register says need no reading again."""
    statement = "select file_id from raw.bill_file where status in ('loaded', 'withdrawn')"
    return [file_id for (file_id,) in sink.query(statement)]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0  # it is gone: said when it is its turn


class _NotAskedFor(Exception):
    """The file is of no month asked for: what was written of it is rolled back."""


class _Load:
    """What the files of one load share."""

    def __init__(
        self,
        sink: Sink,
        formats: Collection[str | None] | None,
        months: Collection[str] | None,
        step: Callable[[Step], None],
    ):
        self.sink = sink
        self.step = step
        self.formats = formats
        self.months = months

    def bill(self, read: ReadBill) -> LoadResult | None:
        """Load one bill in one transaction; null when it is of no month asked for."""
        source = read.source
        bill = BillFile(
            file_id=read.file_id,
            file_name=source.file_name,
            container_name=source.container_name,
            byte_count=source.path.stat().st_size,
            loaded_at=read.read_at,
        )
        delivery = Delivery(
            bill.file_id,
            source.file_name,
            source.source_folder,
            source.container_name,
            bill.loaded_at,
        )
        try:
            self.step("opened")
            with self.sink.transaction():
                self.step("begun")
                known = self.sink.known_file(bill.file_id)
                self.sink.deliver(delivery)
                self.step("delivered")
                if known and known.status in ("loaded", "withdrawn"):
                    bill.period_start, bill.period_end = known.period_start, known.period_end
                    self._check_month(bill)
                    is_withdrawn = known.status == "withdrawn"
                    bill.status = "withdrawn" if is_withdrawn else "duplicate"
                    bill.reason = (
                        known.reason if is_withdrawn else f"same bytes as {known.file_name}"
                    )
                    bill.format_code = read.format_code
                    return _result(source, bill)
                if isinstance(read.opened, RefusedFile):
                    raise read.opened
                totals = self._rows(bill, read.opened, read.rows)
                self._check_month(bill)
                bill.archive_path = archive.keep(source.path, read.content, self.sink.folder)
                self.step("archived")
                self.sink.register(bill, known)
                self.step("registered")
            self.step("committed")
            return _result(source, bill, totals)
        except _NotAskedFor:
            return None
        except RefusedFile as refusal:
            bill = _refused(bill, refusal)
            with self.sink.transaction():
                # Inside, where loaders take turns: two of them must not write one copy.
                bill.archive_path = archive.keep(source.path, read.content, self.sink.folder)
                self.sink.deliver(delivery)
                self.sink.register(bill, self.sink.known_file(bill.file_id))
                self.step("registered")
            self.step("committed")
            return _result(source, bill)

    def validate(self, engine: duckdb.DuckDBPyConnection) -> None:
        """Validate what has been loaded since the last validation, and keep the results."""
        if not has_pending(self.sink):
            return
        now = datetime.now(SHANGHAI).replace(tzinfo=None)
        with self.sink.transaction():
            batches = pending_batches(self.sink, self.formats, engine)
            self.sink.insert("batch_validation", validate(batches, now))
            self.step("validated")
            mark_validated(self.sink, batches, now)

    def _check_month(self, bill: BillFile) -> None:
        if self.months is None or bill.period_start is None or bill.period_end is None:
            return
        first, last = f"{bill.period_start:%Y-%m}", f"{bill.period_end:%Y-%m}"
        if not any(first <= month <= last for month in self.months):
            raise _NotAskedFor

    def _rows(
        self, bill: BillFile, opened: OpenedBill, sorted_rows: Iterable[SortedRows]
    ) -> dict[str, dict[str, object]]:
        """Write the rows of a file and fill its row of the register; return its control totals."""
        declaration = opened.header.declaration
        bill.format_code = declaration.code
        bill.format_version = opened.header.version
        bill.encoding, bill.sheet_name = opened.encoding, opened.sheet_name
        totals = ColumnTotals(declaration)
        control: list[ControlRow] = []
        hashes: list[np.ndarray] = []
        marks: list[str | None] = []
        first_held: QuarantinedLine | None = None
        for rows in sorted_rows:
            self.sink.insert(declaration.code, rows.table)
            self.sink.insert("quarantined_line", _quarantine_table(bill, rows.quarantined))
            totals.add(rows.canonical)
            control += rows.control
            hashes.append(rows.short_hashes)
            marks.append(rows.mark)
            first_held = first_held or min(
                rows.quarantined, key=attrgetter("line_number"), default=None
            )
            bill.rows_loaded += rows.table.num_rows
            bill.rows_quarantined += len(rows.quarantined)
            _widen_period(bill, declaration, rows.canonical)
            self.step("rows_written")
        bill.rows_control = len(control)
        bill.rows_read = bill.rows_loaded + bill.rows_quarantined + bill.rows_control
        refuse_if_cut_off(declaration, opened.preamble, control)
        if first_held and not bill.rows_loaded:
            found = f"line {first_held.line_number}: {first_held.reason_code}"
            detail = f"none of its {bill.rows_quarantined} rows can be read, {found}"
            raise RefusedFile("no_good_row", detail, format_code=declaration.code)
        if _has_twins(hashes):
            if not declaration.natural_key and (place := _repeated_block(hashes)):
                detail = f"rows {place[1]} and on repeat rows {place[0]} and on"
                raise RefusedFile("repeated_block", detail, format_code=declaration.code)
            self.sink.number_occurrences(declaration.code, bill.file_id)
        compared = stated_totals(declaration, opened.preamble, control, totals)
        bill.control_totals = json.dumps(compared, ensure_ascii=False)
        marks = [mismatch_reason(compared), opened.mark, *marks]
        bill.reason = "; ".join(filter(None, marks)) or None
        return compared


def _refused(bill: BillFile, refusal: RefusedFile) -> BillFile:
    """Return the register row of a file of which no row is kept."""
    return replace(
        bill,
        format_code=refusal.format_code or bill.format_code,
        rows_read=0,
        rows_loaded=0,
        rows_quarantined=0,
        rows_control=0,
        period_start=None,
        period_end=None,
        control_totals="{}",
        status=refusal.status,
        reason=refusal.reason,
    )


def _result(
    source: BillSource, bill: BillFile, totals: dict[str, dict[str, object]] | None = None
) -> LoadResult:
    return LoadResult(
        file=source.shown_name,
        sha256=bill.file_id,
        format=bill.format_code,
        status=bill.status,
        rows_read=bill.rows_read,
        rows_loaded=bill.rows_loaded,
        rows_quarantined=bill.rows_quarantined,
        control_totals=totals or {},
        reason=bill.reason,
        rows_control=bill.rows_control,
        period_start=bill.period_start,
        period_end=bill.period_end,
    )


def _quarantine_table(bill: BillFile, lines: list[QuarantinedLine]) -> pa.Table:
    columns = {
        name: pa.array([getattr(line, name) for line in lines], kind)
        for name, kind in (
            ("sheet_name", pa.string()),
            ("line_number", pa.int64()),
            ("reason_code", pa.string()),
            ("column_name", pa.string()),
            ("detail", pa.string()),
            ("line_text", pa.string()),
        )
    }
    same = {"file_id": bill.file_id, "format_code": bill.format_code, "loaded_at": bill.loaded_at}
    return pa.table(
        columns | {name: pa.repeat(pa.scalar(v), len(lines)) for name, v in same.items()}
    )


def _repeated_block(hashes: list[np.ndarray]) -> tuple[int, int] | None:
    """Return where a run of rows, 1-based, is met again, or null.

    Two identical rows of a bill without numbers are two movements; three and more rows in a row
    that stand further up in the same order have been pasted twice.
    """
    together = np.concatenate(hashes)
    order = np.argsort(together, kind="stable")
    is_same = together[order][1:] == together[order][:-1]
    distance = np.zeros(len(together), dtype=np.int64)
    distance[order[1:][is_same]] = (order[1:] - order[:-1])[is_same]
    is_run = distance[:-2] >= _PASTED_ROWS
    for step in range(1, _PASTED_ROWS):
        is_run &= distance[: len(is_run)] == distance[step : step + len(is_run)]
    found = np.flatnonzero(is_run)
    if not found.size:
        return None
    again = int(found[0])
    return again - int(distance[again]) + 1, again + 1


def _has_twins(hashes: list[np.ndarray]) -> bool:
    """Return whether two rows of the file may be identical (64 bits of their hashes are)."""
    together = np.concatenate(hashes) if hashes else np.array([])
    together.sort()
    return bool((together[1:] == together[:-1]).any())


def _widen_period(
    bill: BillFile, declaration: Declaration, canonical: Mapping[str, Checked]
) -> None:
    for name in declaration.period_columns:
        column = canonical.get(name)
        if column is None or column.moments is None:
            continue
        first = pc.min(column.moments).as_py()
        last = pc.max(column.moments if column.ends is None else column.ends).as_py()
        if first is not None:
            first, last = first.date(), last.date()
            bill.period_start = min(bill.period_start or first, first)
            bill.period_end = max(bill.period_end or last, last)
