"""Read a workbook (xlsx, xlsm, xls) with every cell as text."""

import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import fastexcel
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingestion.archive import Allowance
from ingestion.chunks import Chunk, OpenedBill
from ingestion.declarations import Declaration
from ingestion.headers import SEARCHED_ROWS, Header, find_header
from ingestion.results import RefusedFile
from ingestion.workbook_guard import check_workbook

CHUNK_ROWS = 100_000
# A number with more digits than these is not exact: Excel writes zeros after 15 of them, other
# programs what is left of it in binary.
_LONG = r"^[0-9]{16,300}$"
_EXACT_TO = 2**53
# A time of day without a date is a fraction of Excel's day zero.
_DAY_ZERO = r"^1899-12-3[01] "


def open_workbook(
    path: Path, magic_name: str, formats: Mapping[str, Declaration], allowance: Allowance
) -> list[OpenedBill]:
    """Find the sheets with a known header and give their rows, one bill a format.

    Several sheets of one format (an export split at Excel's row limit) are read one after the
    other. Raises RefusedFile: unreadable workbook, no header, a header that lacks a column, sheets
    of one format with different headers.
    """
    try:
        may_be_rounded = magic_name != "xlsx" or check_workbook(path, allowance)
        workbook = fastexcel.read_excel(path.read_bytes())
        # The first stands for its file, and that is counted where the file comes from.
        allowance.take_sheets(len(workbook.sheet_names) - 1)
        sheets: dict[str, pa.RecordBatch] = {}
        hidden: set[str] = set()
        for name in workbook.sheet_names:
            sheet = workbook.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
            sheets[name] = sheet.to_arrow() if magic_name == "xlsx" else _without_errors(sheet)
            if sheet.visible != "visible":
                hidden.add(name)
    except (fastexcel.FastExcelError, zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise RefusedFile("workbook_unreadable", _first_line(error)) from error
    found: dict[str, dict[str, Header]] = {}
    others: dict[str, RefusedFile] = {}
    for name, rows in sheets.items():
        header = find_header(_as_rows(rows.slice(0, SEARCHED_ROWS)), formats)
        if isinstance(header, Header):
            if any("\0" in column for column in header.names):
                raise RefusedFile("not_text", f"a NUL character in the header of {name}")
            found.setdefault(header.declaration.code, {})[name] = header
        elif header.status == "refused":
            raise header
        elif rows.num_rows:
            others[name] = header
    if not found:
        raise next(iter(others.values()), RefusedFile("empty_file", "a workbook without rows"))
    read_hidden = [name for headers in found.values() for name in headers if name in hidden]
    bills = [
        _bill(workbook, headers, sheets, magic_name, may_be_rounded) for headers in found.values()
    ]
    mark = _mark({"sheets_not_read": list(others), "hidden_sheets": read_hidden})
    return [replace(bills[0], mark=mark), *bills[1:]]


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


def _mark(sheets: Mapping[str, list[str]]) -> str | None:
    """Say what a person would not see in the workbook as it opens, null when there is nothing."""
    marks = [f"{code}: {', '.join(names)}" for code, names in sheets.items() if names]
    return "; ".join(marks) or None


def _bill(
    workbook: fastexcel.ExcelReader,
    headers: Mapping[str, Header],
    sheets: Mapping[str, pa.RecordBatch],
    magic_name: str,
    may_be_rounded: bool,
) -> OpenedBill:
    first_sheet, header = next(iter(headers.items()))
    if any(other.names != header.names for other in headers.values()):
        names = ", ".join(headers)
        raise RefusedFile("sheets_differ", names, format_code=header.declaration.code)
    preamble = ["\t".join(row) for row in _as_rows(sheets[first_sheet].slice(0, header.row_index))]
    own = {name: (header, sheets[name]) for name, header in headers.items()}
    chunks = _chunks(workbook, own, may_be_rounded)
    return OpenedBill(header, magic_name, preamble, chunks, sheet_name=", ".join(headers))


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]


def _as_rows(head: pa.RecordBatch) -> list[list[str]]:
    columns = [["" if cell is None else cell.strip() for cell in c.to_pylist()] for c in head]
    return [list(row) for row in zip(*columns, strict=True)]


def _chunks(
    workbook: fastexcel.ExcelReader,
    sheets: Mapping[str, tuple[Header, pa.RecordBatch]],
    may_be_rounded: bool,
) -> Iterator[Chunk]:
    for sheet_name, (header, rows) in sheets.items():
        first = header.row_index + 1
        rounded = (
            _columns_with_numbers(workbook, sheet_name, header, rows) if may_be_rounded else set()
        )
        for start in range(first, max(rows.num_rows, first + 1), CHUNK_ROWS):
            block = rows.slice(start, CHUNK_ROWS)
            cells = [
                _cells(column, position in rounded) for position, column in enumerate(block.columns)
            ]
            numbers = np.arange(start + 1, start + 1 + block.num_rows)
            yield Chunk(
                header.names, cells, numbers, [], lambda mask, b=block: _texts(b, mask), sheet_name
            )


def _cells(column: pa.Array, is_numeric_id: bool) -> pa.Array:
    column = pc.cast(column, pa.string())
    if pc.any(pc.match_substring(column, "\0")).as_py():
        raise RefusedFile("not_text", "holds a NUL character")
    blank = pc.equal(column, "")
    if pc.any(blank).as_py():
        column = pc.if_else(blank, pa.scalar(None, pa.string()), column)
    if pc.any(pc.match_substring_regex(column, _DAY_ZERO)).as_py():
        column = pc.replace_substring_regex(column, pattern=_DAY_ZERO, replacement="")
    if is_numeric_id:
        # Shown the way Excel shows it: the typed check then sees an id that lost its last digits.
        rounded = pc.is_in(column, value_set=_rounded(column))
        column = pc.if_else(rounded, pc.binary_join_element_wise(column, ".0", ""), column)
    return column


def _rounded(column: pa.Array) -> pa.Array:
    """Return the long numbers of a column that look like what is left of a longer one.

    They are the ones that end in zeros after 15 digits, and those that a binary number hits
    exactly: of ids of 19 digits one in a thousand does by chance.
    """
    column = pc.cast(column, pa.string())
    found = pc.unique(column.filter(pc.fill_null(pc.match_substring_regex(column, _LONG), False)))
    return pa.array(
        [
            cell
            for cell in found.to_pylist()
            if not cell[15:].strip("0") or _EXACT_TO < int(cell) == float(cell)
        ],
        pa.string(),
    )


def _columns_with_numbers(
    workbook: fastexcel.ExcelReader, sheet_name: str, header: Header, rows: pa.RecordBatch
) -> set[int]:
    """Return the positions of id columns that hold a number Excel may have rounded.

    Only columns with a suspicious cell are looked at again, this time with their own cell types:
    the reader then reads the whole sheet once more.
    """
    columns = header.declaration.columns
    ids = [i for i in header.declared if columns[header.names[i]].type == "id"]
    suspicious = [i for i in ids if len(_rounded(rows.column(i)))]
    numeric = set()
    for position in suspicious:
        try:
            sheet = workbook.load_sheet(
                sheet_name,
                header_row=None,
                skip_rows=header.row_index + 1,
                use_columns=[position],
                schema_sample_rows=None,
                dtype_coercion="strict",
            )
            is_text = pa.types.is_string(sheet.to_arrow().schema.field(0).type)
        except fastexcel.FastExcelError:
            is_text = False  # strict mode refuses a column that mixes text and numbers
        if not is_text:
            numeric.add(position)
    return numeric


def _texts(block: pa.RecordBatch, mask: np.ndarray) -> list[str]:
    kept = block.filter(pa.array(mask))
    columns = [pc.fill_null(pc.cast(column, pa.string()), "") for column in kept.columns]
    return pc.binary_join_element_wise(*columns, "\t").to_pylist()
