"""Read a delimited text bill: strict decoding, header search, then blocks of columns."""

import codecs
import csv
import errno
import mmap
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from ingestion.cells import SPACES
from ingestion.chunks import Chunk, MalformedRow, OpenedBill
from ingestion.declarations import Declaration
from ingestion.headers import SEARCHED_ROWS, Header, find_header
from ingestion.long_files import MappedFile, append, blocks, start_of
from ingestion.results import RefusedFile

ENCODINGS = ("utf-8-sig", "utf-8", "gb18030", "utf-16")
BLOCK_BYTES = 16 * 1024**2
_SEARCHED_BYTES = 1024**2
_LINE_FEED, _RETURN = 10, 13
# So many lines of a block are looked at one by one, should none of them fit the header.
_UNFIT_LINES = 100_000
_LINES_IN_A_CELL = 16
# A line of nothing but these is a blank one.
_BLANK_CHARACTERS = SPACES + ',"'
_UTF8 = ("utf-8-sig", "utf-8")
_MARKS = {
    "utf-8-sig": (codecs.BOM_UTF8,),
    "utf-16": (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE),
}


class _Undecodable(Exception):
    """The bytes are not of the encoding tried."""


@dataclass(frozen=True)
class _Found:
    """A header in the first lines: how many lines end with it, and where each row before ended."""

    header: Header
    delimiter: str
    header_lines: int
    preamble: list[str]


@dataclass(frozen=True)
class _Text:
    """A bill as UTF-8: `body_start` is the byte after the header line.

    `copy` is of the file, or its transcript where it is of another encoding.
    """

    copy: MappedFile
    encoding: str
    found: _Found
    body_start: int
    has_quotes: bool

    @property
    def data(self) -> mmap.mmap:
        """The bytes of the copy."""
        return self.copy.data

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self.found.header.names

    @property
    def is_ended(self) -> bool:
        """Whether the last line has its line end."""
        return self.data[-1:] in (b"\n", b"\r")


def open_text(path: Path, formats: Mapping[str, Declaration]) -> OpenedBill:
    """Decode a text file strictly, find its header and give its rows.

    The header is looked for first, so that a file of another kind costs its first megabyte only.
    Raises RefusedFile: undecodable bytes, no header, a missing required column, an encoding that
    the format does not come in, a NUL character, a line too long.
    """
    faults: list[str] = []
    refusal: RefusedFile | None = None
    is_damaged = False
    start = start_of(path, _SEARCHED_BYTES)
    for encoding in ENCODINGS:
        if encoding in _MARKS and not start.startswith(_MARKS[encoding]):
            continue
        text, fault = _decoded_start(start, encoding)
        found = _find(text, formats)
        try:
            if fault:
                raise _Undecodable(fault)
            if isinstance(found, _Found):
                return _opened(path, encoding, found, faults)
            refusal = refusal if refusal and refusal.status == "refused" else found
        except _Undecodable as undecodable:
            faults.append(str(undecodable))
            is_damaged |= isinstance(found, _Found)
    if refusal and not is_damaged:
        raise refusal
    raise RefusedFile("undecodable", "; ".join(faults))


def _decoded_start(start: bytes, encoding: str) -> tuple[str, str | None]:
    """Decode the first bytes of a file, up to the first that is not of the encoding.

    Returns the text and what is wrong with the rest; a character may be cut where the start of a
    longer file ends.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        return decoder.decode(start, final=len(start) < _SEARCHED_BYTES), None
    except UnicodeDecodeError as error:
        return error.object[: error.start].decode(encoding), _decode_fault(start, encoding)


def _decode_fault(data: bytes, encoding: str, line: int = 1) -> str:
    """Say which line of the data, of which the first is `line`, is not of the encoding."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(data, final=True)
    except UnicodeDecodeError as error:
        line += error.object[: error.start].count(b"\n")
    return f"{encoding} fails on line {line}"


def _find(head: str, formats: Mapping[str, Declaration]) -> _Found | RefusedFile:
    lines = _universal(head).split("\n")
    refusals: list[RefusedFile] = []
    for delimiter in (",", "\t"):
        rows, ends = _first_rows(lines, delimiter)
        header = find_header(rows, formats)
        if isinstance(header, RefusedFile):
            refusals.append(header)
            continue
        preamble = lines[: ends[header.row_index - 1] if header.row_index else 0]
        below, _ = _first_rows(lines[ends[header.row_index] :], delimiter)
        header = _as_wide_as(header, below)
        return _Found(header, delimiter, ends[header.row_index], preamble)
    return min(refusals, key=lambda refusal: refusal.status)


def _as_wide_as(header: Header, below: list[list[str]]) -> Header:
    """Return the header with as many columns as most rows have, where only blank ones differ.

    Some exports end the header or every row with a comma, and not the other.
    """
    widths = Counter(len(row) for row in below if any(row))
    if not widths:
        return header
    width, count = widths.most_common(1)[0]
    given = len(header.names)
    blank_names = tuple(f"column_{position + 1}" for position in range(max(width, given)))
    surplus = [cell for row in below if len(row) == width for cell in row[given:]]
    differs_in_blanks = header.names[width:] == blank_names[width:given] and not any(surplus)
    if count * 2 <= widths.total() or not differs_in_blanks:
        return header
    return replace(header, names=header.names[:width] + blank_names[given:width])


def _universal(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _first_rows(lines: list[str], delimiter: str) -> tuple[list[list[str]], list[int]]:
    """Return the first rows and, for each, how many lines of the file end with it."""
    reader = csv.reader((line + "\n" for line in lines), delimiter=delimiter)
    rows: list[list[str]] = []
    ends: list[int] = []
    try:
        for row in islice(reader, SEARCHED_ROWS):
            rows.append([cell.strip() for cell in row])
            ends.append(reader.line_num)
    except csv.Error:
        return rows, ends  # a cell longer than any header: nothing to look for beyond it
    return rows, ends


def _line_starts(copy: MappedFile, start: int, end: int) -> np.ndarray:
    """Return where lines begin, first of all `start` (LF, CR LF or CR end a line)."""
    data, found = copy.data, [np.array([start])]
    for block_start in range(start, min(end, len(data)), BLOCK_BYTES):
        block_end = min(block_start + BLOCK_BYTES, end, len(data))
        block = np.frombuffer(data[block_start : block_end + 1], np.uint8)
        own, following = block[: block_end - block_start], block[1:]
        is_end = own == _LINE_FEED
        if (own == _RETURN).any():
            is_end |= own == _RETURN
            is_end[: len(following)] &= ~(
                (own[: len(following)] == _RETURN) & (following == _LINE_FEED)
            )
        found.append(np.flatnonzero(is_end) + block_start + 1)
        copy.let_go(block_end)
    return np.concatenate(found)


def _opened(path: Path, encoding: str, found: _Found, faults: list[str]) -> OpenedBill:
    declaration = found.header.declaration
    if encoding not in declaration.encodings:
        expected = ", ".join(declaration.encodings)
        detail = f"{encoding}, {declaration.code} comes in {expected}; {'; '.join(faults)}"
        raise RefusedFile("wrong_encoding", detail, format_code=declaration.code)
    copy = _copied(path, encoding)
    start = len(codecs.BOM_UTF8) if encoding == "utf-8-sig" else 0
    starts = _line_starts(copy, start, start + 4 * _SEARCHED_BYTES)
    body = int(starts[found.header_lines]) if found.header_lines < len(starts) else len(copy.data)
    has_quotes = _check_text(copy, body, found)
    text = _Text(copy, encoding, found, body, has_quotes)
    return OpenedBill(found.header, encoding, found.preamble, _chunks(text))


def _copied(path: Path, encoding: str) -> MappedFile:
    """Return the text of a file as UTF-8, in a file of our own that goes with its last user."""
    with path.open("rb") as source, tempfile.TemporaryFile() as file:
        read = blocks(source, path)
        _write(read if encoding in _UTF8 else _transcoded(read, encoding), file)
        if not file.tell():  # emptied since its header was found
            raise OSError(errno.EBUSY, "changed while it was read", str(path))
        return MappedFile(file)


def _write(text: Iterable[bytes], file: BinaryIO) -> None:
    """Write the text of a file, and refuse it once a line is too long, before the rest is read."""
    line, unended = 1, 0
    for block in text:
        last_end = max(block.rfind(b"\n"), block.rfind(b"\r"))
        unended = len(block) - last_end - 1 if last_end >= 0 else unended + len(block)
        if unended > BLOCK_BYTES:
            raise _too_long(line)
        line += block.count(b"\n") or block.count(b"\r")
        append(file, block)
    file.flush()


def _transcoded(read: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Give the text as UTF-8 without a byte order mark, as far as it is of the encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    for block in read:
        pending = decoder.getstate()[0]
        try:
            text = decoder.decode(block)
        except UnicodeError as error:
            raise _Undecodable(_decode_fault(pending + block, encoding, line)) from error
        line += text.count("\n")
        yield text.encode()
    try:
        decoder.decode(b"", final=True)
    except UnicodeError as error:
        raise _Undecodable(f"{encoding} fails on line {line}") from error


def _too_long(line: int) -> RefusedFile:
    return RefusedFile("line_too_long", f"line {line} is longer than {BLOCK_BYTES} bytes")


def _check_text(copy: MappedFile, body: int, found: _Found) -> bool:
    """Look through the bytes block by block; return whether those below the header hold quotes.

    Raises _Undecodable, or RefusedFile for a NUL character or a line longer than a block: neither
    is of a text bill, and each block is let go of before the next.
    """
    data, has_quotes, begin, line = copy.data, False, body, found.header_lines + 1
    code = found.header.declaration.code
    not_text = RefusedFile("not_text", "holds a NUL character", format_code=code)
    if b"\0" in data[:body]:
        raise not_text
    while begin < len(data):
        end = _block_end(data, begin)
        if end is None:
            raise _too_long(line)
        block = data[begin:end]
        if b"\0" in block:
            raise not_text
        whole = pa.array([block], pa.large_binary())
        try:
            whole.cast(pa.large_string())
        except pa.ArrowInvalid as error:
            raise _Undecodable(_decode_fault(block, "utf-8", line)) from error
        has_quotes = has_quotes or b'"' in block
        lines = block.count(b"\n") or block.count(b"\r")
        _check_fit(block, lines, found, line)
        line += lines
        copy.let_go(end)
        begin = end
    return has_quotes


def _check_fit(block: bytes, lines: int, found: _Found, line: int) -> None:
    """Refuse a file of which most lines of a block have too few fields: each would cost a row."""
    if lines <= _UNFIT_LINES or block.count(b'"') * _LINES_IN_A_CELL >= lines:
        return
    fields = len(found.header.names)
    if block.count(found.delimiter.encode()) * 2 < lines * (fields - 1):
        detail = f"line {line} and on: most lines have not the {fields} fields of the header"
        raise RefusedFile("unsplittable", detail, format_code=found.header.declaration.code)


def _block_end(data: mmap.mmap, begin: int) -> int | None:
    """Return where the last line within a block ends, the end of the data for the last block."""
    limit = begin + BLOCK_BYTES
    if limit >= len(data):
        return len(data)
    found = max(data.rfind(b"\n", begin, limit), data.rfind(b"\r", begin, limit))
    return found + 1 if found >= begin else None


class _Rows:
    """Turns pyarrow's row counts into line numbers while the blocks go by."""

    def __init__(self, text: _Text):
        self.text = text
        self.has_quotes = text.has_quotes
        self.next_row = 1
        self.next_line = text.found.header_lines + 1
        self.invalid: list[pacsv.InvalidRow] = []
        self._starts: np.ndarray | None = None

    def remember(self, row: pacsv.InvalidRow) -> str:
        self.invalid.append(row)
        return "skip"

    def take(self, cells: list[pa.Array], count: int) -> Chunk:
        """Return the chunk of the next `count` valid rows and the invalid rows among them."""
        bad = np.array([row.number for row in self.invalid], dtype=np.int64)
        numbers = np.arange(self.next_row, self.next_row + count + len(bad))
        good = numbers[~np.isin(numbers, bad)][:count]
        last = int(good[-1]) if count else max([self.next_row - 1, *bad.tolist()])
        invalid = [row for row in self.invalid if row.number <= last]
        self.invalid = self.invalid[len(invalid) :]

        breaks = np.zeros(last - self.next_row + 1, dtype=np.int64)
        multiline = _multiline(cells) if self.has_quotes else ()
        if self.has_quotes:
            breaks[good - self.next_row] = _line_breaks([cells[i] for i in multiline], count)
            for row in invalid:
                breaks[row.number - self.next_row] = _universal(row.text).count("\n")
        lines = self.next_line + np.arange(len(breaks)) + np.cumsum(breaks) - breaks
        malformed = [
            self._malformed(row, int(lines[row.number - self.next_row]))
            for row in invalid
            if row.text.strip(_BLANK_CHARACTERS)
        ]
        good_lines = lines[good - self.next_row]
        ends = good_lines + 1 + breaks[good - self.next_row]
        self.next_line += len(breaks) + int(breaks.sum())
        self.next_row = last + 1
        return Chunk(
            self.text.names,
            cells,
            good_lines,
            malformed,
            lambda mask: self._texts(good_lines, ends, mask),
            delimiter=self.text.found.delimiter,
            multiline=multiline,
        )

    def _malformed(self, row: pacsv.InvalidRow, line: int) -> MalformedRow:
        if row.text.count('"') % 2:
            raise RefusedFile("open_quote", f"line {line}: a quote is never closed")
        reason = (
            "too_few_fields" if row.actual_columns < row.expected_columns else "too_many_fields"
        )
        detail = f"{row.actual_columns} fields, header has {row.expected_columns}"
        return MalformedRow(line, reason, detail, row.text)

    def _texts(self, lines: np.ndarray, ends: np.ndarray, mask: np.ndarray) -> list[str]:
        if self._starts is None:
            size = len(self.text.data)
            starts = _line_starts(self.text.copy, self.text.body_start, size)
            self._starts = np.append(starts, size)
        starts, offset = self._starts, self.text.found.header_lines + 1
        last = len(starts) - 1
        pairs = np.column_stack(
            [starts[lines[mask] - offset], starts[np.minimum(ends[mask] - offset, last)]]
        )
        texts = pa.LargeStringArray.from_buffers(
            max(pairs.size - 1, 0), pa.py_buffer(pairs.ravel()), pa.py_buffer(self.text.data)
        )
        return pc.utf8_rtrim(texts.take(pa.array(np.arange(0, pairs.size, 2))), "\r\n").to_pylist()


def _line_breaks(cells: list[pa.Array], count: int) -> np.ndarray:
    """Return how many line ends each row's cells hold."""
    breaks = np.zeros(count, dtype=np.int64)
    for column in cells:
        for pattern, sign in (("\n", 1), ("\r", 1), ("\r\n", -1)):
            found = pc.fill_null(pc.count_substring(column, pattern), 0)
            breaks += sign * found.to_numpy(zero_copy_only=False)
    return breaks


def _multiline(cells: list[pa.Array]) -> tuple[int, ...]:
    """Return the positions of the columns whose cells hold a line end."""
    found = []
    for position, column in enumerate(cells):
        values = column.buffers()[2]
        characters = np.frombuffer(values or b"", np.uint8)
        if (characters == _LINE_FEED).any() or (characters == _RETURN).any():
            found.append(position)
    return tuple(found)


def _chunks(text: _Text) -> Iterator[Chunk]:
    """Give the rows, a block at a time; the last row of all is marked when its line has no end."""
    last: Chunk | None = None
    for chunk in _blocks(text):
        if last is not None:
            yield last
        last = chunk
    if last is not None:
        yield last if text.is_ended else replace(last, is_cut=True)


def _blocks(text: _Text) -> Iterator[Chunk]:
    if text.body_start >= len(text.data):
        return
    rows = _Rows(text)
    names = [str(position) for position in range(len(text.names))]
    try:
        reader = pacsv.open_csv(
            pa.BufferReader(pa.py_buffer(text.data).slice(text.body_start)),
            pacsv.ReadOptions(use_threads=False, block_size=BLOCK_BYTES, column_names=names),
            pacsv.ParseOptions(
                delimiter=text.found.delimiter,
                newlines_in_values=rows.has_quotes,
                ignore_empty_lines=False,
                invalid_row_handler=rows.remember,
            ),
            pacsv.ConvertOptions(
                check_utf8=False,
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=True,
                null_values=[""],
            ),
        )
        for number, batch in enumerate(reader):
            yield rows.take(batch.columns, batch.num_rows)
            text.copy.let_go(text.body_start + number * BLOCK_BYTES)
    except pa.ArrowInvalid as error:
        if "straddl" in str(error):
            raise _too_long(rows.next_line) from error
        raise RefusedFile("unsplittable", f"line {rows.next_line} and on: {error}") from error
    if rows.invalid:
        yield rows.take([pa.array([], pa.string()) for _ in names], 0)
