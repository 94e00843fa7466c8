"""What is looked at before a workbook is handed to its reader: a reader holds a sheet as one block
from its first to its last cell, so two cells at its far corners would fill any memory."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ingestion.archive import Allowance
from ingestion.results import RefusedFile

# A sheet may be this large whatever it holds, and beyond it this many times its cells.
MAX_BLANK_AREA = 10_000_000
MAX_AREA_PER_CELL = 50
MAX_LETTERS = 2
_BLOCK = 4 * 1024**2
_REFERENCE_CHARACTERS = 32
_DOCTYPE = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
# A number that is stored with more digits than the 15 that Excel keeps, or with an exponent.
_LONG_NUMBER = re.compile(rb"v>(?:[0-9]{16}|[0-9.]+[eE])")
# A reference with so many letters, or with so many digits.
_FURTHER = rb'r="(?:[A-Z]{%d}|[A-Z]+(?P<digits>[0-9]{%d}))'
_REFERENCE = re.compile(rb'r="([A-Z]{1,2})([0-9]{1,9})"')


class _Extent(NamedTuple):
    """A bound of a sheet's area, its number of cells, and whether a number of it may be rounded."""

    area: int
    cells: int
    has_long_numbers: bool


def check_workbook(path: Path) -> bool:
    """Refuse a workbook that unpacks to too much or whose cells lie too far apart.

    Returns whether a cell holds a number so long that Excel may have rounded it. Raises
    RefusedFile, also for XML with a document type: it may declare entities.
    """
    allowance = Allowance(path.stat().st_size)
    extents = []
    with zipfile.ZipFile(path) as archive:
        for part in archive.infolist():
            allowance.take(part.file_size)
        for part in archive.infolist():
            if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                extents.append(_extent(archive, part))
            elif part.filename.endswith((".xml", ".rels")):
                _check_start(next(_blocks(archive, part), b""), part.filename)
    area, cells = (sum(extent[i] for extent in extents) for i in range(2))
    if area > MAX_BLANK_AREA and area > MAX_AREA_PER_CELL * cells:
        raise RefusedFile("workbook_too_large", f"{cells} cells spread over {area}")
    return any(extent.has_long_numbers for extent in extents)


def _blocks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Give a part block by block, each with the end of the one before: no reference is cut."""
    kept = b""
    with archive.open(part) as file:
        while block := file.read(_BLOCK):
            yield kept + block
            kept = block[-_REFERENCE_CHARACTERS:]


def _check_start(block: bytes, name: str) -> None:
    if _DOCTYPE.search(block):
        raise RefusedFile("xml_with_doctype", name)


def _extent(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> _Extent:
    """Return the extent of a sheet.

    The bound is exact where a rough one, by the lengths of the references, would be too large.
    """
    cells, columns, digits = 0, 1, 1
    has_long_numbers = False
    for number, block in enumerate(_blocks(archive, part)):
        if number == 0:
            _check_start(block, part.filename)
        has_long_numbers = has_long_numbers or bool(_LONG_NUMBER.search(block))
        cells += block.count(b"<c ") or block.count(b":c ")
        while further := re.search(_FURTHER % (columns + 1, digits + 1), block):
            if further["digits"]:
                digits += 1
            elif columns == MAX_LETTERS:
                raise RefusedFile("too_many_columns", f"beyond column ZZ in {part.filename}")
            else:
                columns += 1
    area = 26**columns * 10**digits
    if area <= MAX_BLANK_AREA or area <= MAX_AREA_PER_CELL * cells:
        return _Extent(area, cells, has_long_numbers)
    wide = high = 0
    for block in _blocks(archive, part):
        for letters, row in set(_REFERENCE.findall(block)):
            wide = max(wide, _column(letters))
            high = max(high, int(row))
    return _Extent(wide * high, cells, has_long_numbers)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
