"""What is looked at before a workbook is handed to its reader: a reader holds a sheet as one block
from its first to its last cell, so two cells at its far corners would fill any memory."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from ingestion.archive import Allowance
from ingestion.results import RefusedFile

# A sheet may be this large whatever it holds, and beyond it this many times its cells.
MAX_BLANK_AREA = 10_000_000
MAX_AREA_PER_CELL = 50
MAX_LETTERS = 2
_BLOCK = 4 * 1024**2
_REFERENCE_CHARACTERS = 32
_DOCTYPE = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
_TOO_WIDE = re.compile(rb'r="[A-Z]{%d}' % (MAX_LETTERS + 1))
_REFERENCE = re.compile(rb'r="([A-Z]{1,2})([0-9]{1,9})"')


def check_workbook(path: Path) -> None:
    """Refuse a workbook that unpacks to too much or whose cells lie too far apart.

    Raises RefusedFile, also for XML with a document type: it may declare entities.
    """
    allowance = Allowance(path.stat().st_size)
    area = cells = 0
    with zipfile.ZipFile(path) as archive:
        for part in archive.infolist():
            allowance.take(part.file_size)
        for part in archive.infolist():
            if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                part_area, part_cells = _extent(archive, part)
                area, cells = area + part_area, cells + part_cells
            elif part.filename.endswith((".xml", ".rels")):
                _check_start(next(_blocks(archive, part), b""), part.filename)
    if area > MAX_BLANK_AREA and area > MAX_AREA_PER_CELL * cells:
        raise RefusedFile("workbook_too_large", f"{cells} cells spread over {area}")


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


def _extent(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> tuple[int, int]:
    """Return a bound of a sheet's area and its number of cells.

    The bound is exact where a rough one, by the lengths of the references, would be too large.
    """
    area = cells = 0
    columns, digits = 1, 1
    for number, block in enumerate(_blocks(archive, part)):
        if number == 0:
            _check_start(block, part.filename)
        if _TOO_WIDE.search(block):
            raise RefusedFile("too_many_columns", f"beyond column ZZ in {part.filename}")
        cells += block.count(b"<c ") + block.count(b":c ")
        while re.search(rb'r="[A-Z]{%d}' % (columns + 1), block):
            columns += 1
        while re.search(rb'r="[A-Z]+[0-9]{%d}' % (digits + 1), block):
            digits += 1
    area = 26**columns * 10**digits
    if area <= MAX_BLANK_AREA or area <= MAX_AREA_PER_CELL * cells:
        return area, cells
    wide = high = 0
    for block in _blocks(archive, part):
        for letters, row in set(_REFERENCE.findall(block)):
            wide = max(wide, _column(letters))
            high = max(high, int(row))
    return wide * high, cells


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
