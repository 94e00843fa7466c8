"""A large workbook in pieces: a reader holds a sheet whole, so it is given some rows at a time.

A piece is a workbook of its own: some rows of one sheet or several, the shared strings that they
name, and the styles of the whole.
"""

import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import fastexcel
import numpy as np

from ingestion.results import RefusedFile
from ingestion.workbook_guard import Part, blocks
from ingestion.workbook_strings import SharedStrings

# A piece has no more cells, blank ones too, and no more bytes but for what its last block has.
PIECE_CELLS = 500_000
PIECE_BYTES = 32 * 1024**2
MAX_ROW_BYTES = 64 * 1024**2
# What the reader opens of a workbook besides its sheets.
_STRINGS = "xl/sharedstrings.xml"
_COMMON = {
    "[content_types].xml",
    "_rels/.rels",
    "xl/_rels/workbook.xml.rels",
    "xl/workbook.xml",
    "xl/styles.xml",
}
_PREFIX = rb"(?:[^\s<>/:]+:)?"
_DATA = re.compile(rb"<" + _PREFIX + rb"sheetData(?=[\s/>])[^>]*>")
_DATA_END = re.compile(rb"</" + _PREFIX + rb"sheetData(?=[\s>])")
_PLAIN_ROW = re.compile(rb'<row r="([0-9]{1,7})"')
_ROW = re.compile(rb"<" + _PREFIX + rb"row(?=[\s/>])([^>]*)")
_ROW_NUMBER = re.compile(rb"""\sr\s*=\s*["']\s*([0-9]{1,7})\s*["']""")


class Run(NamedTuple):
    """Rows of a sheet that follow each other: the numbers they begin and end with, and their XML.

    The first run of a sheet begins with row 1, whether there is one or not.
    """

    part: Part
    first: int
    last: int
    xml: list[bytes]

    @property
    def cells(self) -> int:
        """How many cells the rows have room for."""
        return (self.last - self.first + 1) * self.part.extent.columns

    @property
    def size(self) -> int:
        """The bytes of the XML."""
        return sum(map(len, self.xml))


def is_large(parts: Iterable[Part]) -> bool:
    """Say whether the sheets of a workbook are more than a piece may have."""
    sheets = [part for part in parts if part.is_sheet]
    area = sum(part.extent.area for part in sheets)
    return area > PIECE_CELLS or sum(part.info.file_size for part in sheets) > PIECE_BYTES


def rows_of_a_piece(part: Part) -> int:
    """Return how many rows of this sheet a piece may have."""
    return max(PIECE_CELLS // max(part.extent.columns, 1), 1)


def cut(archive: zipfile.ZipFile, part: Part, rows: int) -> Iterator[Run]:
    """Cut a sheet into runs of so many rows, blank ones too, or of fewer where they are long.

    A part that is no sheet is one run of no rows. Raises RefusedFile for rows out of order, and for
    a sheet that does not end.
    """
    first, last, kept, size = 1, 0, [], 0
    for block in _data(archive, part) if part.is_sheet else ():
        starts, numbers = _row_starts(block, part, last)
        begin = 0
        while len(numbers) and (numbers[-1] >= first + rows or size >= PIECE_BYTES):
            index = 0 if size >= PIECE_BYTES else int(np.searchsorted(numbers, first + rows))
            kept.append(block[begin : starts[index]])
            yield Run(part, first, int(numbers[index - 1]) if index else last, kept)
            first, begin, kept, size = int(numbers[index]), starts[index], [], 0
        kept.append(block[begin:])
        size += len(kept[-1])
        if size > PIECE_BYTES + MAX_ROW_BYTES:
            raise RefusedFile("workbook_too_large", f"a row of more than {MAX_ROW_BYTES} bytes")
        last = int(numbers[-1]) if len(numbers) else last
    yield Run(part, first, last, kept)


def _data(archive: zipfile.ZipFile, part: Part) -> Iterator[bytes]:
    """Give what is inside the data of a sheet, block by block."""
    is_inside = False
    for block in blocks(archive, part.info):
        begun = None if is_inside else _DATA.search(block)
        if begun and begun[0].endswith(b"/>"):
            return
        is_inside = is_inside or begun is not None
        end = _DATA_END.search(block) if is_inside and b"sheetData" in block else None
        if is_inside:
            yield block[begun.end() if begun else 0 : end.start() if end else None]
        if end:
            return
    raise RefusedFile("workbook_unreadable", f"the data of {part.info.filename} does not end")


def _row_starts(block: bytes, part: Part, last: int) -> tuple[list[int], np.ndarray]:
    """Return where rows begin, and their numbers; who has none is the next one."""
    if part.is_plain:
        found = list(_PLAIN_ROW.finditer(block))
        numbers = [int(match[1]) for match in found]
    else:
        found, numbers = list(_ROW.finditer(block)), []
        for match in found:
            stated = _ROW_NUMBER.search(match[1])
            numbers.append(int(stated[1]) if stated else (numbers[-1] if numbers else last) + 1)
    behind = np.flatnonzero(np.diff(numbers, prepend=last) <= 0)
    if len(behind):
        place = f"row {numbers[behind[0]]} of {part.info.filename}"
        raise RefusedFile("workbook_unreadable", f"{place} stands after a row that it is before")
    return [match.start() for match in found], np.array(numbers, np.int64)


def together(runs: Iterable[Run]) -> Iterator[list[Run]]:
    """Give runs of different sheets together, as many as one piece may have."""
    group: list[Run] = []
    for run in runs:
        of_group = [*group, run]
        is_full = (
            any(other.part is run.part for other in group)
            or sum(each.cells for each in of_group) > PIECE_CELLS
            or sum(each.size for each in of_group) > PIECE_BYTES
        )
        if group and is_full:
            yield group
            group = []
        group.append(run)
    if group:
        yield group


class Pieces:
    """What the pieces of a workbook are made of. `sheets` are the parts that may be sheets."""

    def __init__(self, archive: zipfile.ZipFile, parts: Sequence[Part]):
        self._archive = archive
        by_name = {part.info.filename.lower(): part for part in parts}
        strings = by_name.pop(_STRINGS, None)
        self._strings = SharedStrings(archive, strings) if strings else None
        self._common = [by_name.pop(name) for name in sorted(_COMMON & by_name.keys())]
        self.sheets = list(by_name.values())

    @contextmanager
    def opened(self, runs: Sequence[Run]) -> Iterator[fastexcel.ExcelReader]:
        """Give a workbook of these runs, each of another sheet, open in the reader.

        Below its rows each sheet has one row more: its first cell is the place of its run among
        the runs, its last makes the sheet as wide as the whole. Where the run does not begin with
        row 1, such a row is above its rows too.
        """
        rows = [b"".join(run.xml) for run in runs]
        with tempfile.TemporaryDirectory(prefix="storeledger-") as folder:
            path = Path(folder) / "piece.xlsx"
            with zipfile.ZipFile(path, "w") as piece:
                for part in self._common:
                    piece.writestr(part.info.filename, self._archive.read(part.info))
                if self._strings:
                    strings, rows = self._strings.own(rows)
                    piece.writestr(self._strings.name, strings)
                for place, (run, xml) in enumerate(zip(runs, rows, strict=True)):
                    with piece.open(run.part.info.filename, "w") as sheet:
                        sheet.writelines(_sheet(run, xml, place))
            yield fastexcel.read_excel(path)


def _sheet(run: Run, xml: bytes, place: int) -> Iterator[bytes]:
    yield b"<worksheet><sheetData>"
    if run.first > 1:
        yield _frame(run.first - 1, run.part, place)
    yield xml
    yield _frame(run.last + 1, run.part, place)
    yield b"</sheetData></worksheet>"


def _frame(row: int, part: Part, place: int) -> bytes:
    high, low = divmod(max(part.extent.columns, 2) - 1, 26)
    letters = (chr(64 + high) if high else "") + chr(65 + low)
    cell = '<c r="{}{}" t="inlineStr"><is><t>{}</t></is></c>'
    cells = cell.format("A", row, place) + cell.format(letters, row, place)
    return f'<row r="{row}">{cells}</row>'.encode()
