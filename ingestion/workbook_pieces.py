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
import pyarrow as pa

from ingestion.headers import SEARCHED_ROWS
from ingestion.results import RefusedFile
from ingestion.workbook_guard import Part, blocks
from ingestion.workbook_strings import SharedStrings

# A piece has no more cells, blank ones too, and no more bytes but for what its last block has.
PIECE_CELLS = 500_000
PIECE_BYTES = 32 * 1024**2
MAX_ROW_BYTES = 64 * 1024**2
# What is written in an unusual way cannot be cut: so much the reader may hold.
HELD_CELLS = 4_000_000
HELD_BYTES = 320 * 1024**2
# What the reader opens of a workbook besides its sheets.
_STRINGS = "xl/sharedstrings.xml"
_COMMON = {
    "[content_types].xml",
    "_rels/.rels",
    "xl/_rels/workbook.xml.rels",
    "xl/workbook.xml",
    "xl/styles.xml",
}
# Blank rows between the rows of a run and the row that frames them: a cell with the number of
# another row than its own would land there.
_MARGIN = 2
_DATA = re.compile(rb"<sheetData(?=[\s/>])[^>]*>")
_DATA_END = re.compile(rb"</sheetData(?=[\s>])")
_ROW = re.compile(rb'<row r="([0-9]{1,7})"')


class Run(NamedTuple):
    """Rows of a sheet that follow each other: the numbers they begin and end with, and their XML.

    The first run of a sheet begins with row 1, whether there is one or not. A part without the data
    of a sheet has one run without XML.
    """

    part: Part
    first: int
    last: int
    xml: list[bytes]

    @property
    def size(self) -> int:
        """The bytes of the XML."""
        return sum(map(len, self.xml))


def is_large(parts: Iterable[Part]) -> bool:
    """Say whether the sheets of a workbook are to be read in pieces, which needs plain XML.

    Raises RefusedFile for a workbook that is not plain, and too large to be held.
    """
    sheets = [part for part in parts if part.is_sheet]
    area = sum(part.extent.area for part in sheets)
    size = sum(part.info.file_size for part in sheets)
    if area <= PIECE_CELLS and size <= PIECE_BYTES:
        return False
    if unusual := [part for part in parts if not part.is_plain and (part.is_sheet or part.strings)]:
        if area > HELD_CELLS or size > HELD_BYTES:
            detail = f"{unusual[0].info.filename} is written in an unusual way: save it anew"
            raise RefusedFile("workbook_too_large", detail)
        return False
    return True


def _cut(archive: zipfile.ZipFile, part: Part, rows: int) -> Iterator[Run]:
    """Cut a sheet into runs of so many rows, blank ones too, or of fewer where they are long.

    Raises RefusedFile for rows out of order, a row that is too long, a sheet that does not end.
    """
    first, last, kept, size = 1, 0, [], 0
    for block in _data(archive, part) if part.is_sheet else ():
        starts, numbers = _row_starts(block, part, last)
        is_full = size >= PIECE_BYTES and len(numbers) and numbers[0] > _MARGIN + 1
        begin = 0
        while is_full or (len(numbers) and numbers[-1] >= first + rows):
            index = 0 if is_full else int(np.searchsorted(numbers, first + rows))
            kept.append(block[begin : starts[index]])
            yield Run(part, first, int(numbers[index - 1]) if index else last, kept)
            first, begin, kept, size, is_full = int(numbers[index]), starts[index], [], 0, False
        kept.append(block[begin:])
        size += len(kept[-1])
        if size > PIECE_BYTES + MAX_ROW_BYTES:
            raise RefusedFile("workbook_too_large", f"a row of more than {MAX_ROW_BYTES} bytes")
        last = int(numbers[-1]) if len(numbers) else last
    yield Run(part, first, last, kept)


def _data(archive: zipfile.ZipFile, part: Part) -> Iterator[bytes]:
    """Give what is inside the data of a sheet, block by block; nothing where there is none."""
    is_inside = False
    for block in blocks(archive, part.info):
        begun = None if is_inside else _DATA.search(block)
        if begun and begun[0].endswith(b"/>"):
            yield b""
            return
        is_inside = is_inside or begun is not None
        end = _DATA_END.search(block) if is_inside and b"</sheetData" in block else None
        if is_inside:
            yield block[begun.end() if begun else 0 : end.start() if end else None]
        if end:
            return
    if is_inside:
        raise RefusedFile("workbook_unreadable", f"the data of {part.info.filename} does not end")


def _row_starts(block: bytes, part: Part, last: int) -> tuple[list[int], np.ndarray]:
    """Return where rows begin, and their numbers, of which each must be after the one before."""
    found = list(_ROW.finditer(block))
    numbers = np.array([int(match[1]) for match in found], np.int64)
    behind = np.flatnonzero(np.diff(numbers, prepend=last) <= 0)
    if len(behind) or len(found) != block.count(b"<row"):
        place = f"row {numbers[behind[0]]}" if len(behind) else "a row without a number"
        detail = f"{place} stands after row {last} in {part.info.filename}: save it anew"
        raise RefusedFile("workbook_unreadable", detail)
    return [match.start() for match in found], numbers


class Pieces:
    """A workbook that is cut. `candidates` are the parts that may be sheets of it.

    All sheets have the columns of the widest, so that those of one format have one header.
    """

    def __init__(self, archive: zipfile.ZipFile, parts: Sequence[Part]):
        self._archive = archive
        by_name = {part.info.filename.lower(): part for part in parts}
        strings = by_name.pop(_STRINGS, None)
        is_empty = strings is None or not strings.info.file_size
        self._strings = None if is_empty else SharedStrings(archive, strings)
        self._common = [by_name.pop(name) for name in sorted(_COMMON & by_name.keys())]
        self.candidates = list(by_name.values())
        self._columns = max([2, *(part.extent.columns for part in parts if part.is_sheet)])

    def head(self, part: Part) -> Run:
        """Return the first rows of a part, in which a header is searched."""
        return next(_cut(self._archive, part, SEARCHED_ROWS))

    def has_values(self, part: Part) -> bool:
        """Say whether a cell of the sheet holds a value."""
        runs = _cut(self._archive, part, SEARCHED_ROWS)
        return any(b"<v" in xml or b"<is" in xml for run in runs for xml in run.xml)

    def groups(self, parts: Iterable[Part]) -> Iterator[list[Run]]:
        """Give the rows of sheets in groups of runs of different sheets, each group for a piece."""
        rows = max(PIECE_CELLS // self._columns, _MARGIN + 1)
        group: list[Run] = []
        for run in (run for part in parts for run in _cut(self._archive, part, rows)):
            runs = [*group, run]
            is_full = (
                any(other.part is run.part for other in group)
                or sum(other.last - other.first + 1 for other in runs) > rows
                or sum(other.size for other in runs) > PIECE_BYTES
            )
            if group and is_full:
                yield group
                group = []
            group.append(run)
        yield group

    @contextmanager
    def opened(self, runs: Sequence[Run]) -> Iterator[fastexcel.ExcelReader]:
        """Give a workbook of these runs, each of another part, open in the reader.

        Some rows below its own each sheet has a row that frames them: in the first and the last
        column it has the place of the run among the runs. Where the run does not begin with row 1
        there is such a row above them too.
        """
        with tempfile.TemporaryDirectory(prefix="storeledger-") as folder:
            path = Path(folder) / "piece.xlsx"
            self._write(path, runs)
            yield fastexcel.read_excel(path)

    def _write(self, path: Path, runs: Sequence[Run]) -> None:
        rows = [b"".join(run.xml) for run in runs]
        with zipfile.ZipFile(path, "w") as piece:
            for part in self._common:
                piece.writestr(part.info.filename, self._archive.read(part.info))
            if self._strings:
                strings, rows = self._strings.own(rows)
                piece.writestr(self._strings.name, strings)
            for place, (run, xml) in enumerate(zip(runs, rows, strict=True)):
                with piece.open(run.part.info.filename, "w") as sheet:
                    sheet.write(b"<worksheet><sheetData>")
                    if run.first > 1:
                        sheet.write(_frame(run.first - _MARGIN - 1, self._columns, place))
                    sheet.write(xml)
                    sheet.write(_frame(run.last + _MARGIN + 1, self._columns, place))
                    sheet.write(b"</sheetData></worksheet>")


def _frame(row: int, columns: int, place: int) -> bytes:
    high, low = divmod(columns - 1, 26)
    letters = (chr(64 + high) if high else "") + chr(65 + low)
    cell = '<c r="{}{}" t="inlineStr"><is><t>{}</t></is></c>'
    cells = cell.format("A", row, place) + cell.format(letters, row, place)
    return f'<row r="{row}">{cells}</row>'.encode()


def place_of(cells: pa.RecordBatch, count: int) -> int:
    """Return the place of the run of which a piece's sheet has the cells, of so many runs.

    Raises RefusedFile for a sheet that is none of the piece's own.
    """
    mark = cells.column(0)[-1].as_py() if cells.num_rows and cells.num_columns else None
    if mark is None or not mark.isdecimal() or int(mark) >= count:
        raise RefusedFile("workbook_unreadable", "a sheet cannot be read in pieces: save it anew")
    return int(mark)


def own_rows(cells: pa.RecordBatch, run: Run, place: int) -> pa.RecordBatch:
    """Return the cells of a piece's sheet without what frames them.

    Raises RefusedFile for cells outside of the rows of the run.
    """
    margin = _MARGIN + 1
    above, count = margin if run.first > 1 else 0, run.last - run.first + 1
    frame = pa.Table.from_batches([cells.slice(0, above), cells.slice(above + count)])
    marks = frame.column(0).drop_null().to_pylist() + frame.column(-1).drop_null().to_pylist()
    is_own = (
        cells.num_rows == above + count + margin
        and marks == [str(place)] * len(marks)
        and frame.num_rows * frame.num_columns - sum(c.null_count for c in frame.columns)
        == len(marks)
        == 2 * frame.num_rows // margin
    )
    if not is_own or not run.xml:
        detail = f"a cell of {run.part.info.filename} has the number of another row: save it anew"
        raise RefusedFile("workbook_unreadable", detail)
    return cells.slice(above, count)
