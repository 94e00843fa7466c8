"""Read a table of a web page that was saved under the name of a workbook."""

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from itertools import chain, islice
from pathlib import Path

import numpy as np
import pyarrow as pa

from ingestion.chunks import Chunk, MalformedRow, OpenedBill
from ingestion.declarations import Declaration
from ingestion.headers import MAX_COLUMNS, SEARCHED_ROWS, Header, find_header
from ingestion.results import RefusedFile

CHUNK_ROWS = 20_000
MAX_BYTES = 256 * 1024**2
_FED_CHARACTERS = 64 * 1024
_MAX_TAG_CHARACTERS = 1024**2
_STARTS = (b"<html", b"<table", b"<!doctype html", b"<meta", b"<head", b"<style")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_-]+)", re.IGNORECASE)
_GB = ("gb2312", "gbk", "gb18030")


def is_html(start: bytes) -> bool:
    """Return whether the first bytes of a file are those of a web page."""
    # Without the NUL bytes UTF-16 shows its tags as ASCII does.
    shown = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return shown.lower().startswith(_STARTS)


class _Tables(HTMLParser):
    """Collects the rows of all tables, in document order, as lists of cell texts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self._row: list[str] | None = None
        self._cell: list[str] | None = None
        self._width = 1
        # Columns that a cell of an earlier row reaches down into, and for how many more rows.
        self._held: dict[int, int] = {}
        self._reach: dict[int, int] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._end_row()
            self._row = []
        elif tag in ("td", "th") and self._row is not None:
            self._end_cell()
            spans = dict(attrs)
            self._cell, self._width = [], _span(spans.get("colspan"))
            self._fill_held()
            if (height := _span(spans.get("rowspan"))) > 1:
                first = len(self._row)
                self._reach |= dict.fromkeys(range(first, first + self._width), height - 1)
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")
        elif tag == "table":
            self._end_row()
            self._held = {}

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table"):
            self._end_row()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def close(self) -> None:
        super().close()
        if self._row is not None:
            raise RefusedFile("cut_off", "the last row of the web page's table is not closed")

    def _fill_held(self) -> None:
        assert self._row is not None
        while len(self._row) in self._held:
            self._row.append("")

    def _end_cell(self) -> None:
        if self._cell is not None and self._row is not None:
            self._row += ["".join(self._cell), *[""] * (self._width - 1)]
            if len(self._row) > MAX_COLUMNS:
                raise RefusedFile("too_many_columns", f"more than {MAX_COLUMNS} in a row")
        self._cell = None

    def _end_row(self) -> None:
        self._end_cell()
        if self._row is not None:
            self._fill_held()
            self.rows.append(self._row)
            held = {column: left - 1 for column, left in self._held.items() if left > 1}
            self._held, self._reach = held | self._reach, {}
        self._row = None


def _span(text: str | None) -> int:
    """Return a colspan or rowspan; what is no number counts as one, as browsers read it."""
    number = int(text) if text and text.isdigit() and len(text) < 6 else 1
    return max(1, min(number, MAX_COLUMNS + 1))


def open_html(path: Path, formats: Mapping[str, Declaration]) -> OpenedBill:
    """Find the header in the tables of a web page and give the rows below it.

    Line numbers count the rows of all tables. Raises RefusedFile: no header, too long a page,
    bytes that are not of the page's encoding.
    """
    if path.stat().st_size > MAX_BYTES:
        raise RefusedFile("html_too_long", f"a web page of more than {MAX_BYTES} bytes")
    rows = _rows(path)
    head = list(islice(rows, SEARCHED_ROWS))
    header = find_header([[cell.strip() for cell in row] for row in head], formats)
    if isinstance(header, RefusedFile):
        raise header
    body = chain(head[header.row_index + 1 :], rows)
    preamble = ["\t".join(row) for row in head[: header.row_index]]
    return OpenedBill(header, "html", preamble, _chunks(header, body))


def _rows(path: Path) -> Iterator[list[str]]:
    content = path.read_bytes()
    encoding = _encoding(content)
    try:
        text = content.decode(encoding)
    except UnicodeError as error:
        raise RefusedFile("undecodable", f"the web page is not {encoding}: {error}") from error
    if "\0" in text:
        raise RefusedFile("not_text", "holds a NUL character")
    del content
    parser = _Tables()
    for start in range(0, len(text), _FED_CHARACTERS):
        parser.feed(text[start : start + _FED_CHARACTERS])
        if len(parser.rawdata) > _MAX_TAG_CHARACTERS:
            raise RefusedFile("line_too_long", f"a tag of more than {_MAX_TAG_CHARACTERS} bytes")
        yield from parser.rows
        parser.rows.clear()
    parser.close()
    yield from parser.rows


def _encoding(content: bytes) -> str:
    """Return the encoding a page says it has: by its mark, its meta tag, else UTF-8."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    if content[:3] == b"\xef\xbb\xbf":
        return "utf-8-sig"
    stated = _CHARSET.search(content[:4096])
    return "gb18030" if stated and stated[1].decode().lower() in _GB else "utf-8"


def _chunks(header: Header, rows: Iterator[list[str]]) -> Iterator[Chunk]:
    first = header.row_index + 2
    while block := list(islice(rows, CHUNK_ROWS)):
        numbers = np.arange(first, first + len(block))
        first += len(block)
        yield _chunk(header, block, numbers)


def _chunk(header: Header, rows: list[list[str]], numbers: np.ndarray) -> Chunk:
    width = len(header.names)
    fits = np.array([len(row) == width for row in rows])
    good = [row for row in rows if len(row) == width]
    cells = [
        pa.array([cell if cell.strip() else None for cell in column], pa.string())
        for column in zip(*good, strict=True)
    ] or [pa.array([], pa.string()) for _ in header.names]
    return Chunk(
        header.names,
        cells,
        numbers[fits],
        [
            _malformed(row, int(number), width)
            for row, number in zip(rows, numbers, strict=True)
            if len(row) != width and any(row)
        ],
        lambda mask: ["\t".join(row) for row, kept in zip(good, mask, strict=True) if kept],
        delimiter="\t",
    )


def _malformed(row: list[str], number: int, width: int) -> MalformedRow:
    reason = "too_few_fields" if len(row) < width else "too_many_fields"
    detail = f"{len(row)} fields, header has {width}"
    return MalformedRow(number, reason, detail, "\t".join(row))
