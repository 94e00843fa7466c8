"""A workbook open in its reader: the sheets, and their rows with every cell as text."""

import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

import fastexcel
import pyarrow as pa

from ingestion.archive import UNPACKING_ERRORS, Allowance
from ingestion.headers import SEARCHED_ROWS
from ingestion.results import RefusedFile
from ingestion.workbook_guard import Part, check_workbook
from ingestion.workbook_pieces import Pieces, Run, is_large, own_rows, place_of

# The old format cannot be cut: its reader holds all sheets, at about nine times the file's size.
MAX_XLS_BYTES = 48 * 1024**2


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook: its first rows, from row 1 on, and whether it has any."""

    name: str
    is_hidden: bool
    head: pa.RecordBatch
    has_rows: bool


@dataclass(frozen=True)
class SheetRows:
    """Rows of a sheet, from row `first` on, blank cells null.

    `may_be_rounded` is false where no number of the workbook is so long that Excel may have rounded
    it. `is_text(position, row)` says whether the cells of a column from that row on are all texts
    in the workbook; it may be asked until the next rows are taken.
    """

    sheet_name: str
    first: int
    cells: pa.RecordBatch
    may_be_rounded: bool
    is_text: Callable[[int, int], bool]


class Workbook(Protocol):
    """What a bill is read from."""

    sheets: list[Sheet]

    def rows(self, names: Iterable[str]) -> Iterator[SheetRows]:
        """Give the rows of these sheets, in order, at least once a sheet. Raises RefusedFile."""


def opened_workbook(path: Path, magic_name: str, allowance: Allowance) -> Workbook:
    """Open a workbook: a large xlsx in pieces, all others whole.

    Raises RefusedFile: unreadable, too large, cells without their value, too many sheets.
    """
    if magic_name != "xlsx" and path.stat().st_size > MAX_XLS_BYTES:
        detail = f"an xls of more than {MAX_XLS_BYTES} bytes: save it as xlsx or csv"
        raise RefusedFile("workbook_too_large", detail)
    with _readable():
        parts = check_workbook(path, allowance) if magic_name == "xlsx" else None
        if parts and is_large(parts):
            return _CutWorkbook(Pieces(zipfile.ZipFile(path), parts), allowance)
        return _WholeWorkbook(fastexcel.read_excel(path.read_bytes()), parts, allowance)


@contextmanager
def _readable() -> Iterator[None]:
    """Refuse a workbook that its reader cannot read."""
    try:
        yield
    except (fastexcel.FastExcelError, *UNPACKING_ERRORS) as error:
        detail = str(error).partition("\n")[0] or type(error).__name__
        raise RefusedFile("workbook_unreadable", detail) from error
    except OSError as error:
        if error.errno is not None:
            raise
        raise RefusedFile("workbook_unreadable", str(error)) from error


class _WholeWorkbook:
    """A workbook that its reader holds. `parts` is null for one of the old format."""

    def __init__(
        self, reader: fastexcel.ExcelReader, parts: Sequence[Part] | None, allowance: Allowance
    ):
        _take_sheets(reader, allowance)
        self._reader = reader
        self._may_be_rounded = parts is None or any(part.has_long_numbers for part in parts)
        self._cells: dict[str, pa.RecordBatch] = {}
        self.sheets: list[Sheet] = []
        for name in reader.sheet_names:
            sheet = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
            cells = self._cells[name] = (
                _without_errors(sheet) if parts is None else sheet.to_arrow()
            )
            head = cells.slice(0, SEARCHED_ROWS)
            self.sheets.append(Sheet(name, _is_hidden(sheet), head, cells.num_rows > 0))

    def rows(self, names: Iterable[str]) -> Iterator[SheetRows]:
        """Give each sheet whole."""
        for name in names:
            cells = self._cells[name]
            is_text = partial(_is_text, self._reader, name, cells.num_rows)
            yield SheetRows(name, 1, cells, self._may_be_rounded, is_text)


class _CutWorkbook:
    """A workbook of which its reader holds a piece at a time; which part a sheet is, it tells."""

    def __init__(self, pieces: Pieces, allowance: Allowance):
        self._pieces = pieces
        self._part_of: dict[str, Part] = {}
        self.sheets: list[Sheet] = []
        heads = [pieces.head(part) for part in pieces.candidates]
        with pieces.opened(heads) as reader:
            _take_sheets(reader, allowance)
            for name in reader.sheet_names:
                sheet = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
                cells = sheet.to_arrow()
                place = place_of(cells, len(heads))
                part = self._part_of[name] = heads[place].part
                head = own_rows(cells, heads[place], place)
                self.sheets.append(Sheet(name, _is_hidden(sheet), head, pieces.has_values(part)))
        if len({part.info.filename for part in self._part_of.values()}) < len(self.sheets):
            raise RefusedFile("workbook_unreadable", "two of its sheets are the same part")

    def rows(self, names: Iterable[str]) -> Iterator[SheetRows]:
        """Give the sheets some rows at a time."""
        found = self._rows({self._part_of[name].info.filename: name for name in names})
        while True:
            with _readable():
                rows = next(found, None)
            if rows is None:
                return
            yield rows

    def _rows(self, name_of: Mapping[str, str]) -> Iterator[SheetRows]:
        for group in self._pieces.groups(self._part_of[name] for name in name_of.values()):
            with self._pieces.opened(group) as reader:
                for place, run in enumerate(group):
                    yield _rows_of_run(reader, name_of[run.part.info.filename], run, place)


def _rows_of_run(reader: fastexcel.ExcelReader, name: str, run: Run, place: int) -> SheetRows:
    # From row 1, or from the first cell there is: that of the row that frames the run above.
    skip_rows = 0 if run.first == 1 else None
    sheet = reader.load_sheet(name, header_row=None, skip_rows=skip_rows, dtypes="string")
    is_text = partial(_is_text, reader, name, run.last)
    cells = own_rows(sheet.to_arrow(), run, place)
    return SheetRows(name, run.first, cells, run.part.has_long_numbers, is_text)


def _take_sheets(reader: fastexcel.ExcelReader, allowance: Allowance) -> None:
    if len(set(reader.sheet_names)) < len(reader.sheet_names):
        raise RefusedFile("workbook_unreadable", "two of its sheets have one name")
    # The first stands for its file, and that is counted where the file comes from.
    allowance.take_sheets(len(reader.sheet_names) - 1)


def _is_hidden(sheet: fastexcel.ExcelSheet) -> bool:
    return sheet.visible != "visible"


def _without_errors(sheet: fastexcel.ExcelSheet) -> pa.RecordBatch:
    """Return the cells of a sheet that no guard has looked at; refuse one that holds an error.

    The reader takes such a cell for a blank one.
    """
    rows, found = sheet.to_arrow_with_errors()
    if found and found.errors:
        row, column = found.errors[0].position
        place = f"row {row + 1}, column {column + 1} of {sheet.name}"
        raise RefusedFile("cell_without_value", f"an error in {place}")
    return rows


def _is_text(reader: fastexcel.ExcelReader, name: str, last: int, position: int, row: int) -> bool:
    """Say whether the cells of a column are texts, from a row to the last; it is read once more."""
    try:
        sheet = reader.load_sheet(
            name,
            header_row=None,
            skip_rows=row - 1,
            n_rows=last - row + 1,
            use_columns=[position],
            schema_sample_rows=None,
            dtype_coercion="strict",
        )
        return pa.types.is_string(sheet.to_arrow().schema.field(0).type)
    except fastexcel.FastExcelError:
        return False  # strict mode refuses a column that mixes text and numbers
