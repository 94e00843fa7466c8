"""Turn a draft into the bytes of a file, and say on which line each true row stands."""

import csv
import gzip
import html
import io
import random
import zipfile
from dataclasses import dataclass
from datetime import datetime

import openpyxl

from tests.support.fuzz.bills import Draft, Line

EXTENSIONS = {"text": "csv", "xlsx": "xlsx", "html": "xls", "zip": "zip", "gzip": "gz"}
EXTENSIONS |= {"zip in zip": "zip", "two sheets": "xlsx", "second sheet": "xlsx"}


@dataclass(frozen=True)
class Place:
    """Where a true row stands: its sheet, its first line and its last; `is_partial` when cut."""

    row: int
    sheet: str | None
    first: int
    last: int
    is_partial: bool = False


@dataclass(frozen=True)
class Written:
    """A file's bytes and where the true rows are in it. Rows that were cut away are nowhere."""

    content: bytes
    places: list[Place]


def write(draft: Draft, chance: random.Random) -> Written:
    """Return the file that the draft describes."""
    if draft.container in ("xlsx", "two sheets", "second sheet"):
        return _workbook(draft)
    if draft.container == "html":
        return _page(draft)
    content, places = _text(draft, chance)
    for change in draft.byte_changes:
        content = change(content)
    if draft.container == "gzip":
        content = gzip.compress(content)
    if draft.container.startswith("zip"):
        content = _zipped("账单.csv", content)
    if draft.container == "zip in zip":
        content = _zipped("里/a.zip", content)
    return Written(content, places)


def _zipped(name: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return file.getvalue()


def _all_lines(draft: Draft) -> list[Line]:
    return [*draft.before, draft.header, *draft.lines]


def _record(draft: Draft, line: Line) -> str:
    if line.is_raw:
        return line.cells[0]
    text = io.StringIO()
    quoting = csv.QUOTE_ALL if draft.quotes_all else csv.QUOTE_MINIMAL
    csv.writer(text, delimiter=draft.delimiter, quoting=quoting).writerow(line.cells)
    return text.getvalue().removesuffix("\r\n")


def _text(draft: Draft, chance: random.Random) -> tuple[bytes, list[Place]]:
    mark = {"utf-8-sig": "\ufeff", "utf-16-le": "\ufeff", "utf-16-be": "\ufeff"}
    encoding = "utf-8" if draft.encoding == "utf-8-sig" else draft.encoding
    pieces = [mark.get(draft.encoding, "").encode(encoding)]
    places: list[Place] = []
    number = 1
    for line in _all_lines(draft):
        record = _record(draft, line)
        own = line.encoding or encoding
        last = number + record.count("\n")
        if draft.cut is not None and line is draft.cut:
            kept = record[: chance.randrange(1, max(len(record), 2))]
            pieces.append(kept.encode(own)[: -1 if draft.cuts_characters else None])
            if line.row is not None and pieces[-1].strip(b' ,\t"\0'):
                places.append(Place(line.row, None, number, last, is_partial=True))
            break
        pieces.append((record + draft.newline * line.has_end).encode(own))
        if line.row is not None:
            places.append(Place(line.row, None, number, last))
        number = last + 1 if line.has_end else last
        if draft.last is not None and line is draft.last:
            break
    return b"".join(pieces), places


def _sheet(book: openpyxl.Workbook, name: str, lines: list[Line], draft: Draft) -> list[Place]:
    sheet = book.create_sheet(name)
    places = []
    for number, line in enumerate(lines, start=1):
        for position, cell in enumerate(line.cells, start=1):
            if cell:
                target = sheet.cell(number, position)
                target.value = _typed(draft, position - 1, cell) if line.row is not None else cell
                if isinstance(target.value, str):
                    target.data_type = "s"
        if line.row is not None:
            places.append(Place(line.row, name, number, number))
    return places


def _typed(draft: Draft, position: int, cell: str) -> object:
    """Return a cell as a spreadsheet would hold it: amounts as floats, times as times."""
    if not draft.is_typed:
        return cell
    try:
        if position in draft.column("amount"):
            return float(cell)
        if position in draft.column("date", "timestamp"):
            return datetime.fromisoformat(cell)
    except ValueError:
        return cell
    return cell


def _workbook(draft: Draft) -> Written:
    book = openpyxl.Workbook()
    book.remove(book.active)
    lines = _all_lines(draft)
    if draft.container == "second sheet":
        _sheet(book, "透视", [Line(["行标签", "求和项"]), Line(["合计", "12.5"])], draft)
    if draft.container == "two sheets":
        middle = len(draft.before) + 1 + len(draft.lines) // 2
        head = [*draft.before, draft.header]
        places = _sheet(book, "一", lines[:middle], draft)
        places += _sheet(book, "二", [*head, *lines[middle:]], draft)
    else:
        places = _sheet(book, "账单", lines, draft)
    file = io.BytesIO()
    book.save(file)
    return Written(file.getvalue(), places)


def _page(draft: Draft) -> Written:
    lines = _all_lines(draft)
    width = max(len(line.cells) for line in lines)
    rows = [
        "".join(f"<td>{html.escape(cell)}</td>" for cell in line.cells)
        + "<td></td>" * (width - len(line.cells))
        for line in lines
    ]
    table = "".join(f"<tr>{row}</tr>\n" for row in rows)
    page = f'<html><meta charset="utf-8"><table>{table}</table></html>'
    places = [
        Place(line.row, None, number, number)
        for number, line in enumerate(lines, start=1)
        if line.row is not None
    ]
    return Written(page.encode(), places)
