"""Read bill files into sorted rows, each file beside the work on the one before it."""

from collections.abc import Collection, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from ingestion import archive
from ingestion.archive import Allowance, BillSource
from ingestion.chunks import OpenedBill
from ingestion.declarations import Declaration, declarations
from ingestion.html_reader import is_html, open_html
from ingestion.long_files import start_of
from ingestion.results import RefusedFile
from ingestion.rows import RowSorter, SortedRows
from ingestion.sheet_reader import open_workbook
from ingestion.text_reader import open_text

SHANGHAI = ZoneInfo("Asia/Shanghai")


def open_bills(
    path: Path, allowance: Allowance, formats: Mapping[str, Declaration] | None = None
) -> list[OpenedBill]:
    """Open a file by its magic bytes and find the header of each bill in it, by format.

    A text file holds one bill, a workbook one for each format its sheets have. Raises RefusedFile
    when there is none, or when a part of the file cannot be trusted.
    """
    formats = declarations() if formats is None else formats
    start = start_of(path, 512)
    if not start:
        raise RefusedFile("empty_file", "no bytes")
    if start.startswith(archive.ZIP_MAGIC):
        return open_workbook(path, "xlsx", formats, allowance)
    if start.startswith(archive.OLE2_MAGIC):
        return open_workbook(path, "xls", formats, allowance)
    if is_html(start):
        return [open_html(path, formats)]
    return [open_text(path, formats)]


@dataclass(frozen=True)
class ReadBill:
    """One bill: the file it stands in (`content` is its sha256), and its rows, still to be taken.

    Taking the rows raises RefusedFile where one of them gives reason to.
    """

    source: BillSource
    content: str
    file_id: str
    read_at: datetime
    opened: OpenedBill | RefusedFile
    rows: Iterator[SortedRows]

    @property
    def format_code(self) -> str | None:
        """The format of the bill, null where no format knows the file."""
        return _code_of(self.opened)


@dataclass(frozen=True)
class ReadFile:
    """The bills of one path, as a context: what was unpacked of it is removed at the end."""

    bills: Iterator[ReadBill]
    unpacked: ExitStack

    def __enter__(self) -> Iterator[ReadBill]:
        """Return the bills, in order."""
        return self.bills

    def __exit__(self, *_: object) -> None:
        """Remove what was unpacked."""
        self.unpacked.close()


class BillReader:
    """Reads the bills of `formats` (null among them: the files of none) or all, for one load.

    The first rows of a path are sorted when it is read, but for a file that is `known`: that one
    has been loaded before. All other rows are sorted when they are taken.
    """

    def __init__(
        self,
        formats: Collection[str | None] | None,
        known: Iterable[str],
        personal_key: bytes,
    ):
        self.formats = formats
        self.known = set(known)
        self.personal_key = personal_key
        self.engine = duckdb.connect(config={"threads": 1})
        # Under `python -m` DuckDB takes the session for one at a keyboard: its bar is on stdout.
        self.engine.execute("set enable_progress_bar = false")

    def ahead(self, paths: Iterable[Path]) -> Generator[Future[ReadFile], None, None]:
        """Yield each path, to be read; the next one is read in a thread beside the work on it.

        What went wrong with a path is raised by the result of its future.
        """
        waiting: list[Future[ReadFile]] = []
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="read-ahead") as beside:
            try:
                for path in paths:
                    waiting.append(beside.submit(self.read, path))
                    if len(waiting) > 1:
                        yield waiting.pop(0)
                while waiting:
                    yield waiting.pop(0)
            finally:
                for future in waiting:
                    if not future.cancel() and future.exception() is None:
                        future.result().unpacked.close()

    def read(self, path: Path) -> ReadFile:
        """Open one path and sort its first rows."""
        with ExitStack() as unpacked:
            bills = self._bills(unpacked.enter_context(archive.opened(path)))
            first = next(bills, None)
            if first is None:
                return ReadFile(bills, unpacked.pop_all())
            if first.file_id not in self.known:
                self.known.add(first.file_id)
                first = replace(first, rows=_begun(first.rows))
            return ReadFile(chain([first], bills), unpacked.pop_all())

    def _bills(self, sources: Iterator[BillSource]) -> Iterator[ReadBill]:
        for source in sources:
            content = archive.sha256_of(source.path)
            first = archive.identity(content, source.packed)
            for number, opened in enumerate(_open(source)):
                code = _code_of(opened)
                if self.formats is not None and code not in self.formats:
                    continue
                # One file, one id; further bills of the same workbook are told apart by format.
                file_id = archive.identity(first, code) if number else first
                read_at = datetime.now(SHANGHAI).replace(tzinfo=None)
                rows = self._rows(opened, file_id, read_at)
                yield ReadBill(source, content, file_id, read_at, opened, rows)

    def _rows(
        self, opened: OpenedBill | RefusedFile, file_id: str, read_at: datetime
    ) -> Iterator[SortedRows]:
        if isinstance(opened, RefusedFile):
            return iter(())
        # A cursor of its own: the rows of two bills may be sorted at the same time.
        engine = self.engine.cursor()
        sorter = RowSorter(opened.header, file_id, read_at, self.personal_key, engine)
        return map(sorter.sort, opened.chunks)


def _begun(rows: Iterator[SortedRows]) -> Iterator[SortedRows]:
    """Sort the first rows at once; what refuses them is raised when they are taken."""
    try:
        first = list(islice(rows, 1))
    except RefusedFile as refusal:
        return _refused(refusal)
    return _resumed(first, rows)


def _resumed(first: list[SortedRows], rest: Iterator[SortedRows]) -> Iterator[SortedRows]:
    """Give the first rows, and hold them no longer, then the rest."""
    while first:
        yield first.pop()
    yield from rest


def _refused(refusal: RefusedFile) -> Iterator[SortedRows]:
    yield from ()
    raise refusal


def _open(source: BillSource) -> Sequence[OpenedBill | RefusedFile]:
    if source.refusal:
        return [source.refusal]
    try:
        return open_bills(source.path, source.allowance)
    except RefusedFile as refusal:
        return [refusal]


def _code_of(opened: OpenedBill | RefusedFile) -> str | None:
    if isinstance(opened, RefusedFile):
        return opened.format_code
    return opened.header.declaration.code
