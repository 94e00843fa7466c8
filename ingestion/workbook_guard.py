"""What is looked at before a workbook is handed to its reader: a reader holds a sheet as one block
from its first to its last cell, so two cells at its far corners would fill any memory."""

import re
import zipfile
from array import array
from collections import Counter
from collections.abc import Iterator, MutableSequence, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ingestion.archive import Allowance
from ingestion.results import RefusedFile

# A sheet may be this large whatever it holds, and beyond it this many times its cells.
MAX_BLANK_AREA = 5_000_000
MAX_AREA_PER_CELL = 20
MAX_LETTERS = 2
# Of a string that cells share each of them gets a copy: so much of that, and beyond it so many
# times the size of the parts.
MAX_SHARED_BYTES = 64 * 1024**2
MAX_SHARED_RATIO = 4
# Excel's own limit is 32,767 characters; each may have a format of its own.
MAX_STRING_BYTES = 4 * 1024**2
_BLOCK = 4 * 1024**2
# Where a block of a part is cut: before the last such tag of its end.
_TAIL = 64 * 1024
_WHOLE = re.compile(rb"<(?:[^\s<>/:]+:)?(?:c|row|si)(?=[\s/>])")
_DOCTYPE = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
_ENCODING = re.compile(rb"""\s*<\?xml[^>]*\sencoding\s*=\s*["']([^"']*)["']""")
# A number that is stored with more digits than the 15 that Excel keeps, or with an exponent.
_LONG_NUMBER = re.compile(rb"v>(?:[0-9]{16}|[0-9.]+[eE])")
_ROW_OF_CELL = re.compile(rb'r="[A-Z]+([0-9]{1,9})"')
# How a cell or a row may be written, but for `<c r="A1"` and `<row r="1"` as nearly all are.
_UNUSUAL = re.compile(
    rb'<(?:[^\s<>/:]+:(?:c|row)(?=[\s/>])|c(?=[\s/>])(?! r="[A-Z]+[0-9]+")'
    rb'|row(?=[\s/>])(?! r="[0-9]+"))'
)
_LOWER_CASE = re.compile(rb'<c r="[^A-Z]')
_TAG = re.compile(rb"<(?:[^\s<>/:]+:)?(c|row)(?=[\s/>])([^<]*)")
_TAG_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([^"']*)""")
_PLACE = re.compile(rb"([A-Za-z]{0,3})([0-9]{1,7})")
_ERROR = re.compile(rb"""<(?:[^\s<>/:]+:)?c\s[^<>]*?\bt\s*=\s*["']e["']""")
_UNCOMPUTED = re.compile(rb"</f>(?:</c>|<v ?/>|<v></v>)")
_STRINGS = re.compile(rb"<(?:[^\s<>/:]+:)?sst(?=[\s/>])([^<]*)")
_STATED = re.compile(rb"""\suniqueCount\s*=\s*["']\s*([0-9]{1,20})""")
STRING = re.compile(rb"<(?:[^\s<>/:]+:)?si(?=[\s/>])")
_SHARED = re.compile(rb"""\st\s*=\s*["']s["']""")
_SHARED_INDEX = re.compile(
    rb"""\st\s*=\s*["']s["'][^<]*<(?:[^\s<>/:]+:)?v[^<>]*>\s*([0-9]{1,9})\s*<"""
)


class Extent(NamedTuple):
    """How many columns a sheet has, a bound of its area, and its number of cells."""

    columns: int
    area: int
    cells: int


class Part(NamedTuple):
    """What a workbook's part tells. A workbook may call any of its parts a sheet.

    `is_plain`: it is UTF-8 without comments, and its rows and cells are written as nearly all
    programs write them. `strings` are the lengths of the shared strings that it lists, tags
    included.
    """

    info: zipfile.ZipInfo
    is_sheet: bool
    is_plain: bool
    extent: Extent
    has_long_numbers: bool
    shared_cells: int
    strings: Sequence[int]


def check_workbook(path: Path, allowance: Allowance) -> list[Part]:
    """Refuse a workbook that unpacks to too much or whose cells lie too far apart.

    Each part is unpacked once, at the cost of the allowance, and once more only where a rough bound
    is too large. Returns what the parts tell. Raises RefusedFile, also for XML with a document type
    (it may declare entities), for cells that hold an error, or a formula that nobody has computed,
    where a value should be, for strings that cells share too often, and for two parts of one name.
    """
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            allowance.take(info.file_size)
        names = Counter(info.filename.lower() for info in archive.infolist())
        if twins := [name for name, count in names.items() if count > 1]:
            raise RefusedFile("workbook_unreadable", f"two parts have the name {twins[0]}")
        parts = [_look_at(archive, info) for info in archive.infolist()]
        area = sum(part.extent.area for part in parts)
        cells = sum(part.extent.cells for part in parts)
        if area > MAX_BLANK_AREA and area > MAX_AREA_PER_CELL * cells:
            raise RefusedFile("workbook_too_large", f"{cells} cells spread over {area}")
        _check_strings(archive, parts)
    return parts


def _look_at(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Part:
    """Look at each block of a part once; raise RefusedFile for what no bill has."""
    grid, strings = _Grid(info), array("q")
    is_sheet = is_list = has_doctype = has_long_numbers = False
    is_plain, shared_cells = True, 0
    for number, block in enumerate(blocks(archive, info)):
        is_plain = is_plain and not _is_odd(block) and (number > 0 or _is_utf8(block))
        has_doctype = has_doctype or (b"!" in block and bool(_DOCTYPE.search(block)))
        is_list = is_list or _begins_strings(block, info)
        if is_list:
            _add_lengths(block, strings)
        is_sheet = is_sheet or b"sheetData" in block
        if is_sheet:
            _check_values(block, info.filename)
            grid.take(block)
            has_long_numbers = has_long_numbers or bool(_LONG_NUMBER.search(block))
            shared_cells += count_shared(block)
    # A picture may have one.
    if has_doctype and (is_sheet or is_list or info.filename.endswith((".xml", ".rels"))):
        raise RefusedFile("xml_with_doctype", info.filename)
    extent = grid.extent(archive)
    is_plain = is_plain and not grid.is_unusual
    return Part(info, is_sheet, is_plain, extent, has_long_numbers, shared_cells, strings)


def _is_odd(block: bytes) -> bool:
    """Say whether there is a comment, or a prefix before the name of the data."""
    return b"<!" in block or b":sheetData" in block


def _is_utf8(start: bytes) -> bool:
    stated = _ENCODING.match(start)
    return not stated or stated[1].lower() == b"utf-8"


def blocks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """Give a part block by block, each up to where a cell, a string or at least a tag begins."""
    kept: list[bytes] = []
    with archive.open(info) as file:
        while block := file.read(_BLOCK):
            begun = [match.start() for match in _WHOLE.finditer(block, max(0, len(block) - _TAIL))]
            end = begun[-1] if begun else block.rfind(b"<")
            if end < 0:
                kept.append(block)
                continue
            yield b"".join([*kept, block[:end]])
            kept = [block[end:]]
    yield b"".join(kept)


def _check_values(block: bytes, name: str) -> None:
    """Refuse cells without the value they should have: a reader takes them for blank ones."""
    has_error = (b't="e"' in block or b"'e'" in block) and _ERROR.search(block)
    if has_error or (b"</f>" in block and _UNCOMPUTED.search(block)):
        what = "an error" if has_error else "a formula that nobody has computed"
        raise RefusedFile("cell_without_value", f"{what} in {name}")


def _is_unusual(block: bytes, usual_cells: int) -> bool:
    """Return whether a cell or a row is written as few programs write it."""
    has_usual_cells = block.count(b"<c") == usual_cells and b":c" not in block
    has_usual_cells = has_usual_cells and b":row" not in block
    if has_usual_cells and block.count(b"<row") == block.count(b'<row r="'):
        return bool(_LOWER_CASE.search(block))
    return bool(_UNUSUAL.search(block))


class _Grid:
    """The area that the cells of a sheet span: its widest column, and its rows by the number and
    the first digit of their numbers.

    That bound is above the area; the exact one is made where it is too large.
    """

    def __init__(self, info: zipfile.ZipInfo):
        self._info = info
        self._cells, self._digits = 0, 1
        self._widest, self._digit = b"A", b"0"
        self.is_unusual = False

    def take(self, block: bytes) -> None:
        """Take in the references of a block; raise RefusedFile for a column beyond ZZ."""
        usual_cells = block.count(b'<c r="')
        self._cells += usual_cells
        self.is_unusual = self.is_unusual or _is_unusual(block, usual_cells)
        while wider := re.search(_beyond(self._widest), block):
            self._widest = wider[1]
            if len(self._widest) > MAX_LETTERS:
                raise _too_wide(self._info)
        while re.search(rb'r="[A-Z]+[0-9]{%d}' % (self._digits + 1), block):
            self._digits, self._digit = self._digits + 1, b"0"
        # Beyond the highest so far: what stands there begins with a later digit.
        while self._digit < b"9" and re.search(
            rb'r="[A-Z]+[%c-9][0-9]{%d}"' % (self._digit[0] + 1, self._digits - 1), block
        ):
            self._digit = bytes([self._digit[0] + 1])

    def extent(self, archive: zipfile.ZipFile) -> Extent:
        """Return the extent of the sheet, next to nothing for a part that is none."""
        if self.is_unusual:
            return _exact_extent(archive, self._info)
        wide = _column(self._widest)
        high = (self._digit[0] - ord("0") + 1) * 10 ** (self._digits - 1)
        if wide * high > MAX_BLANK_AREA and wide * high > MAX_AREA_PER_CELL * self._cells:
            high = 0
            for block in blocks(archive, self._info):
                high = max(high, *map(int, set(_ROW_OF_CELL.findall(block))), 0)
        return Extent(wide, wide * high, self._cells)


def _beyond(widest: bytes) -> bytes:
    """Return the pattern of a reference to a column beyond this one, of one letter or two."""
    *first, last = widest
    longer = rb"[A-Z]{%d,}" % (len(widest) + 1)
    later = [rb"%c[%c-Z]" % (first[0], last + 1)] if first and last < ord("Z") else []
    head = first[0] if first else last
    if head < ord("Z"):
        later.append(rb"[%c-Z]" % (head + 1) + rb"[A-Z]" * len(first))
    return rb'r="(' + b"|".join([*later, longer]) + rb")[0-9]"


def _exact_extent(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Extent:
    """Return the extent of a sheet as its reader counts: what has no reference is the next one."""
    cells = row = column = wide = high = 0
    for block in blocks(archive, info):
        for tag, attributes in _TAG.findall(block):
            reference = _TAG_REFERENCE.search(attributes)
            place = reference and _PLACE.fullmatch(reference[1])
            if reference and not place:
                detail = f"{reference[1][:20].decode(errors='backslashreplace')} in {info.filename}"
                raise RefusedFile("workbook_unreadable", f"no cell has the reference {detail}")
            if tag == b"row":
                row, column = int(place[2]) if place else row + 1, 0
                continue
            row = int(place[2]) if place else row
            column = _column(place[1].upper()) if place else column + 1
            wide, high, cells = max(wide, column), max(high, row), cells + 1
        if wide > 26 + 26**MAX_LETTERS:
            raise _too_wide(info)
    return Extent(wide, wide * high, cells)


def _too_wide(info: zipfile.ZipInfo) -> RefusedFile:
    return RefusedFile("too_many_columns", f"beyond column ZZ in {info.filename}")


def count_shared(block: bytes) -> int:
    """Return how many cells show a shared string."""
    if b'"s"' not in block and b"'s'" not in block:
        return 0
    return len(_SHARED.findall(block))


def _begins_strings(block: bytes, info: zipfile.ZipInfo) -> bool:
    """Return whether a list of shared strings begins in the block; refuse one that lies.

    A reader makes room for as many strings as the list says it has.
    """
    table = b"sst" in block and _STRINGS.search(block)
    if not table:
        return False
    stated = max(map(int, _STATED.findall(table[1])), default=0)
    if stated > 2 * info.file_size:
        raise RefusedFile("workbook_unreadable", f"{stated} strings in {info.filename}")
    return True


def _add_lengths(block: bytes, lengths: MutableSequence[int]) -> None:
    """Add the lengths of the strings of a block; the first goes on with what one before began."""
    starts = [match.start() for match in STRING.finditer(block)] + [len(block)]
    if lengths:
        lengths[-1] += starts[0]
    lengths.extend(end - start for start, end in pairwise(starts))


def _check_strings(archive: zipfile.ZipFile, parts: Sequence[Part]) -> None:
    """Refuse a workbook whose cells show far more of its shared strings than its parts hold."""
    lengths = _longest_each([part.strings for part in parts if part.strings])
    longest = int(lengths.max(initial=0))
    if longest > MAX_STRING_BYTES:
        raise RefusedFile("workbook_too_large", f"a string of {longest} bytes")
    unpacked = sum(part.info.file_size for part in parts)
    limit = max(MAX_SHARED_BYTES, MAX_SHARED_RATIO * unpacked)
    if longest * sum(part.shared_cells for part in parts) <= limit:
        return
    shown = sum(_shown(archive, part, lengths) for part in parts if part.shared_cells)
    if shown > limit:
        raise RefusedFile("workbook_too_large", f"its cells show {shown} bytes of shared strings")


def _longest_each(tables: Sequence[Sequence[int]]) -> np.ndarray:
    """Return the length of each string by its number: of several lists the longest may count."""
    lengths = np.zeros(max(map(len, tables), default=0), np.int64)
    for table in tables:
        np.maximum(lengths[: len(table)], table, out=lengths[: len(table)])
    return lengths


def _shown(archive: zipfile.ZipFile, part: Part, lengths: np.ndarray) -> int:
    """Return how many bytes of shared strings a sheet shows; who hides which, shows the longest."""
    shown = known = 0
    for block in blocks(archive, part.info):
        indices = np.array(_SHARED_INDEX.findall(block), "S9").astype(np.int64)
        shown += int(lengths[indices[indices < len(lengths)]].sum())
        known += len(indices)
    return shown + max(part.shared_cells - known, 0) * int(lengths.max(initial=0))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
