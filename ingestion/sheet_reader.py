"""Read a workbook (xlsx, xlsm, xls) with every cell as text."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingestion.archive import Allowance
from ingestion.chunks import Chunk, OpenedBill
from ingestion.declarations import Declaration
from ingestion.headers import Header, find_header
from ingestion.results import RefusedFile
from ingestion.workbooks import SheetRows, Workbook, opened_workbook

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
    workbook = opened_workbook(path, magic_name, allowance)
    found: dict[str, dict[str, Header]] = {}
    others: dict[str, RefusedFile] = {}
    for sheet in workbook.sheets:
        header = find_header(_as_rows(sheet.head), formats)
        if isinstance(header, Header):
            if any("\0" in column for column in header.names):
                raise RefusedFile("not_text", f"a NUL character in the header of {sheet.name}")
            found.setdefault(header.declaration.code, {})[sheet.name] = header
        elif header.status == "refused":
            raise header
        elif sheet.has_rows:
            others[sheet.name] = header
    if not found:
        raise next(iter(others.values()), RefusedFile("empty_file", "a workbook without rows"))
    hidden = {sheet.name for sheet in workbook.sheets if sheet.is_hidden}
    read_hidden = [name for headers in found.values() for name in headers if name in hidden]
    bills = [_bill(workbook, headers, magic_name) for headers in found.values()]
    mark = _mark({"sheets_not_read": list(others), "hidden_sheets": read_hidden})
    return [replace(bills[0], mark=mark), *bills[1:]]


def _mark(sheets: Mapping[str, list[str]]) -> str | None:
    """Say what a person would not see in the workbook as it opens, null when there is nothing."""
    marks = [f"{code}: {', '.join(names)}" for code, names in sheets.items() if names]
    return "; ".join(marks) or None


def _bill(workbook: Workbook, headers: Mapping[str, Header], magic_name: str) -> OpenedBill:
    first_sheet, header = next(iter(headers.items()))
    if any(other.names != header.names for other in headers.values()):
        names = ", ".join(headers)
        raise RefusedFile("sheets_differ", names, format_code=header.declaration.code)
    head = next(sheet.head for sheet in workbook.sheets if sheet.name == first_sheet)
    preamble = ["\t".join(row) for row in _as_rows(head.slice(0, header.row_index))]
    chunks = _chunks(workbook, headers)
    return OpenedBill(header, magic_name, preamble, chunks, sheet_name=", ".join(headers))


def _as_rows(head: pa.RecordBatch) -> list[list[str]]:
    columns = [["" if cell is None else cell.strip() for cell in c.to_pylist()] for c in head]
    return [list(row) for row in zip(*columns, strict=True)]


def _chunks(workbook: Workbook, headers: Mapping[str, Header]) -> Iterator[Chunk]:
    for rows in workbook.rows(headers):
        header = headers[rows.sheet_name]
        # Below the header, which is among the first rows.
        first = max(rows.first, header.row_index + 2)
        body = rows.cells.slice(first - rows.first)
        with_numbers = _columns_with_numbers(header, rows, body, first)
        for start in range(0, max(body.num_rows, 1), CHUNK_ROWS):
            block = body.slice(start, CHUNK_ROWS)
            cells = [
                _cells(column, position in with_numbers)
                for position, column in enumerate(block.columns)
            ]
            numbers = np.arange(first + start, first + start + block.num_rows)
            yield Chunk(
                header.names,
                cells,
                numbers,
                [],
                lambda mask, b=block: _texts(b, mask),
                rows.sheet_name,
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
    header: Header, rows: SheetRows, body: pa.RecordBatch, first: int
) -> set[int]:
    """Return the positions of id columns that hold a number Excel may have rounded.

    Only of columns with a suspicious cell the reader is asked: it then reads the rows once more.
    """
    if not rows.may_be_rounded:
        return set()
    columns = header.declaration.columns
    ids = [i for i in header.declared if columns[header.names[i]].type == "id"]
    return {i for i in ids if len(_rounded(body.column(i))) and not rows.is_text(i, first)}


def _texts(block: pa.RecordBatch, mask: np.ndarray) -> list[str]:
    kept = block.filter(pa.array(mask))
    columns = [pc.fill_null(pc.cast(column, pa.string()), "") for column in kept.columns]
    return pc.binary_join_element_wise(*columns, "\t").to_pylist()
