"""What is looked at before a workbook is handed to its reader: a reader holds a sheet as one block
from its first to its last cell, so two cells at its far corners would fill any memory."""

import re
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

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
_DOCTYPE = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
# A number that is stored with more digits than the 15 that Excel keeps, or with an exponent.
_LONG_NUMBER = re.compile(rb"v>(?:[0-9]{16}|[0-9.]+[eE])")
_REFERENCE = re.compile(rb'r="([A-Z]{1,2})([0-9]{1,9})"')
# How a cell or a row may be written, but for `<c r="A1"` and `<row r="1"` as nearly all are.
_UNUSUAL = re.compile(
    rb'<(?:\w+:)?(?:c(?=[\s/>])(?! r="[A-Z]+[0-9]+")|row(?=[\s/>])(?! r="[0-9]+"))'
)
_LOWER_CASE = re.compile(rb'<c r="[^A-Z]')
_TAG = re.compile(rb"<(?:\w+:)?(c|row)(?=[\s/>])([^<]*)")
_TAG_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([^"']*)""")
_PLACE = re.compile(rb"([A-Za-z]{0,3})([0-9]{1,7})")
_ERROR = re.compile(rb"""<(?:\w+:)?c\s[^<>]*?\bt\s*=\s*["']e["']""")
_UNCOMPUTED = re.compile(rb"</f>(?:</c>|<v ?/>|<v></v>)")
_STRINGS = re.compile(rb"<(?:\w+:)?sst(?=[\s/>])([^<]*)")
_STATED = re.compile(rb"""\suniqueCount\s*=\s*["']\s*([0-9]{1,20})""")
_STRING = re.compile(rb"<(?:\w+:)?si(?=[\s/>])")
_SHARED = re.compile(rb"""\st\s*=\s*["']s["']""")
_SHARED_INDEX = re.compile(rb"""\st\s*=\s*["']s["'][^<]*<(?:\w+:)?v[^<>]*>\s*([0-9]{1,9})\s*<""")


class _Extent(NamedTuple):
    """A bound of a sheet's area, its number of cells, and whether a number of it may be rounded."""

    area: int
    cells: int
    has_long_numbers: bool
    has_strings: bool


def check_workbook(path: Path) -> bool:
    """Refuse a workbook that unpacks to too much or whose cells lie too far apart.

    Returns whether a cell holds a number so long that Excel may have rounded it. Raises
    RefusedFile, also for XML with a document type (it may declare entities) and for cells that
    hold an error, or a formula that nobody has computed, where a value should be.
    """
    allowance = Allowance(path.stat().st_size)
    with zipfile.ZipFile(path) as archive:
        for part in archive.infolist():
            allowance.take(part.file_size)
        # A workbook may call any of its parts a sheet.
        extents = [_extent(archive, part) for part in archive.infolist()]
        area, cells = (sum(extent[i] for extent in extents) for i in range(2))
        if area > MAX_BLANK_AREA and area > MAX_AREA_PER_CELL * cells:
            raise RefusedFile("workbook_too_large", f"{cells} cells spread over {area}")
        if any(extent.has_strings for extent in extents):
            _check_strings(archive)
    return any(extent.has_long_numbers for extent in extents)


def _blocks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Give a part block by block, each up to where a tag begins: none is cut."""
    kept: list[bytes] = []
    with archive.open(part) as file:
        while block := file.read(_BLOCK):
            end = block.rfind(b"<")
            if end < 0:
                kept.append(block)
                continue
            yield b"".join([*kept, block[:end]])
            kept = [block[end:]]
    yield b"".join(kept)


def _check_start(block: bytes, name: str) -> None:
    if _DOCTYPE.search(block):
        raise RefusedFile("xml_with_doctype", name)


def _check_values(block: bytes, name: str) -> None:
    """Refuse cells without the value they should have: a reader takes them for blank ones."""
    has_error = (b't="e"' in block or b"'e'" in block) and _ERROR.search(block)
    if has_error or (b"</f>" in block and _UNCOMPUTED.search(block)):
        what = "an error" if has_error else "a formula that nobody has computed"
        raise RefusedFile("cell_without_value", f"{what} in {name}")


def _is_unusual(block: bytes, usual_cells: int) -> bool:
    """Return whether a cell or a row is written as few programs write it."""
    has_usual_cells = block.count(b"<c") == usual_cells and b":c" not in block
    if has_usual_cells and block.count(b"<row") == block.count(b'<row r="'):
        return bool(_LOWER_CASE.search(block))
    return bool(_UNUSUAL.search(block))


def _extent(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> _Extent:
    """Return the extent of a sheet, next to nothing for what is none.

    The bound is exact where a rough one, by the lengths of the references, would be too large.
    """
    cells, columns, digits = 0, 1, 1
    letter, digit = b"A", b"0"
    has_long_numbers = has_strings = is_unusual = is_sheet = False
    for number, block in enumerate(_blocks(archive, part)):
        if number == 0 and part.filename.endswith((".xml", ".rels")):
            _check_start(block, part.filename)
        has_strings = has_strings or b"sst" in block
        is_sheet = is_sheet or b"sheetData" in block
        if not is_sheet:
            continue
        _check_values(block, part.filename)
        usual_cells = block.count(b'<c r="')
        cells += usual_cells
        is_unusual = is_unusual or _is_unusual(block, usual_cells)
        has_long_numbers = has_long_numbers or bool(_LONG_NUMBER.search(block))
        while re.search(rb'r="[A-Z]{%d}' % (columns + 1), block):
            columns += 1
            if columns > MAX_LETTERS:
                raise RefusedFile("too_many_columns", f"beyond column ZZ in {part.filename}")
        while re.search(rb'r="[A-Z]+[0-9]{%d}' % (digits + 1), block):
            digits, digit = digits + 1, b"0"
        # Beyond the widest and the highest so far: what stands there begins with a later sign.
        while letter < b"Z" and re.search(rb'r="[%c-Z][A-Z][0-9]' % (letter[0] + 1), block):
            letter = bytes([letter[0] + 1])
        while digit < b"9" and re.search(
            rb'r="[A-Z]+[%c-9][0-9]{%d}"' % (digit[0] + 1, digits - 1), block
        ):
            digit = bytes([digit[0] + 1])
    if is_unusual:
        return _exact_extent(archive, part, has_long_numbers, has_strings)
    wide = (letter[0] - ord("A") + 2) * 26 if columns == MAX_LETTERS else 26
    high = (digit[0] - ord("0") + 1) * 10 ** (digits - 1)
    area = wide * high
    if area <= MAX_BLANK_AREA or area <= MAX_AREA_PER_CELL * cells:
        return _Extent(area, cells, has_long_numbers, has_strings)
    wide = high = 0
    for block in _blocks(archive, part):
        for letters, row in set(_REFERENCE.findall(block)):
            wide = max(wide, _column(letters))
            high = max(high, int(row))
    return _Extent(wide * high, cells, has_long_numbers, has_strings)


def _exact_extent(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, has_long_numbers: bool, has_strings: bool
) -> _Extent:
    """Return the extent of a sheet as its reader counts: what has no reference is the next one."""
    cells = row = column = wide = high = 0
    for block in _blocks(archive, part):
        for tag, attributes in _TAG.findall(block):
            reference = _TAG_REFERENCE.search(attributes)
            place = reference and _PLACE.fullmatch(reference[1])
            if reference and not place:
                detail = f"{reference[1][:20].decode(errors='replace')} in {part.filename}"
                raise RefusedFile("workbook_unreadable", f"no cell has the reference {detail}")
            if tag == b"row":
                row, column = int(place[2]) if place else row + 1, 0
                continue
            row = int(place[2]) if place else row
            column = _column(place[1].upper()) if place else column + 1
            wide, high, cells = max(wide, column), max(high, row), cells + 1
        if wide > 26 + 26**MAX_LETTERS:
            raise RefusedFile("too_many_columns", f"beyond column ZZ in {part.filename}")
    return _Extent(wide * high, cells, has_long_numbers, has_strings)


def _check_strings(archive: zipfile.ZipFile) -> None:
    """Refuse a workbook whose cells show far more than its parts hold, or that lies of its strings.

    A reader makes room for as many strings as the workbook says it has.
    """
    lengths: list[int] = []
    for part in archive.infolist():
        in_strings = False
        for block in _blocks(archive, part):
            if table := _STRINGS.search(block):
                stated = max(map(int, _STATED.findall(table[1])), default=0)
                if stated > 2 * part.file_size:
                    raise RefusedFile("workbook_unreadable", f"{stated} strings in {part.filename}")
                in_strings = True
            if in_strings:
                starts = [match.start() for match in _STRING.finditer(block)] + [len(block)]
                if lengths:
                    lengths[-1] += starts[0]  # what the block before has begun
                lengths += [end - start for start, end in pairwise(starts)]
    unpacked = sum(part.file_size for part in archive.infolist())
    longest, limit = max(lengths, default=0), max(MAX_SHARED_BYTES, MAX_SHARED_RATIO * unpacked)
    if longest > MAX_STRING_BYTES:
        raise RefusedFile("workbook_too_large", f"a string of {longest} bytes")
    shown = 0
    for part in archive.infolist():
        for block in _blocks(archive, part):
            count = len(_SHARED.findall(block)) if longest else 0
            if count * longest <= limit // 1000:
                shown += count * longest
                continue
            indices = [int(index) for index in _SHARED_INDEX.findall(block)]
            shown += sum(lengths[i] for i in indices if i < len(lengths))
            shown += (count - len(indices)) * longest
    if shown > limit:
        raise RefusedFile("workbook_too_large", f"its cells show {shown} bytes of shared strings")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
