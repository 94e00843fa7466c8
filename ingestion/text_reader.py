"""Read a delimited text bill: strict decoding, header search, then blocks of columns."""

import codecs
import csv
import mmap
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from ingestion.chunks import Chunk, MalformedRow, OpenedBill
from ingestion.declarations import Declaration
from ingestion.headers import SEARCHED_ROWS, Header, find_header
from ingestion.results import RefusedFile

ENCODINGS = ("utf-8-sig", "utf-8", "gb18030", "utf-16")
BLOCK_BYTES = 16 * 1024**2
_SEARCHED_BYTES = 1024**2
_DECODE_BYTES = 4 * 1024**2
_LINE_FEED, _RETURN = 10, 13

Bytes = bytes | mmap.mmap


class _Undecodable(Exception):
    """The bytes are not of the encoding tried."""


class _Unmarked(_Undecodable):
    """The bytes lack the byte order mark of the encoding tried."""


def _mapped(path: Path) -> Bytes:
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _check_utf8(data: Bytes) -> None:
    """Raise where the bytes are not UTF-8 (checked in place, without a copy)."""
    whole = pa.LargeBinaryArray.from_buffers(
        pa.large_binary(), 1, [None, pa.py_buffer(np.array([0, len(data)])), pa.py_buffer(data)]
    )
    try:
        whole.cast(pa.large_string())
    except pa.ArrowInvalid as error:
        raise _Undecodable(_decode_fault(data, "utf-8")) from error


def _decode_fault(data: Bytes, encoding: str) -> str:
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    for start in range(0, len(data), _DECODE_BYTES):
        block = data[start : start + _DECODE_BYTES]
        try:
            line += decoder.decode(block, final=start + _DECODE_BYTES >= len(data)).count("\n")
        except UnicodeDecodeError as error:
            line += error.object[: error.start].count(b"\n")
            return f"{encoding} fails on line {line}"
    return f"{encoding} fails"


def _transcoded(data: Bytes, encoding: str) -> Bytes:
    """Return the text as UTF-8 without a byte order mark, in a temporary file when it is long."""
    decoder = codecs.getincrementaldecoder(encoding)()
    with tempfile.TemporaryFile() as file:
        for start in range(0, len(data), _DECODE_BYTES):
            block = data[start : start + _DECODE_BYTES]
            try:
                text = decoder.decode(block, final=start + _DECODE_BYTES >= len(data))
            except UnicodeError as error:
                raise _Undecodable(_decode_fault(data, encoding)) from error
            file.write(text.encode())
        file.flush()
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if file.tell() else b""


def _decoded(data: Bytes, encoding: str) -> tuple[Bytes, int]:
    """Return the text as UTF-8 bytes and where it begins in them."""
    if encoding == "utf-8-sig":
        if data[:3] != codecs.BOM_UTF8:
            raise _Unmarked
        _check_utf8(data)
        return data, 3
    if encoding == "utf-8":
        _check_utf8(data)
        return data, 0
    if encoding == "utf-16" and data[:2] not in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        raise _Unmarked
    return _transcoded(data, encoding), 0


@dataclass(frozen=True)
class _Text:
    """Decoded text with its header: `body_start` is the byte after the header line."""

    data: Bytes
    encoding: str
    delimiter: str
    header: Header
    header_lines: int
    body_start: int
    preamble: list[str]


def open_text(path: Path, formats: Mapping[str, Declaration]) -> OpenedBill:
    """Decode a text file strictly, find its header and give its rows.

    Raises RefusedFile: undecodable bytes, no header, a missing required column, an encoding that
    the format does not come in, a NUL character.
    """
    raw = _mapped(path)
    faults: list[str] = []
    refusal: RefusedFile | None = None
    for encoding in ENCODINGS:
        try:
            data, start = _decoded(raw, encoding)
        except _Unmarked:
            continue
        except _Undecodable as fault:
            faults.append(str(fault))
            continue
        found = _find(data, start, encoding, formats)
        if isinstance(found, _Text):
            return _opened(found, faults)
        refusal = refusal if refusal and refusal.status == "refused" else found
    raise refusal or RefusedFile("undecodable", "; ".join(faults))


def _find(
    data: Bytes, start: int, encoding: str, formats: Mapping[str, Declaration]
) -> _Text | RefusedFile:
    head = data[start : start + _SEARCHED_BYTES].decode("utf-8", "surrogateescape")
    lines = _universal(head).split("\n")
    refusals: list[RefusedFile] = []
    for delimiter in (",", "\t"):
        rows, ends = _first_rows(lines, delimiter)
        found = find_header(rows, formats)
        if isinstance(found, RefusedFile):
            refusals.append(found)
            continue
        line = ends[found.row_index]
        starts = _line_starts(data, start, start + _SEARCHED_BYTES)
        body = int(starts[line]) if line < len(starts) else len(data)
        preamble = lines[: ends[found.row_index - 1] if found.row_index else 0]
        return _Text(data, encoding, delimiter, found, line, body, preamble)
    return min(refusals, key=lambda refusal: refusal.status)


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


def _line_starts(data: Bytes, start: int, end: int) -> np.ndarray:
    """Return where lines begin, first of all `start` (LF, CR LF or CR end a line)."""
    found = [np.array([start])]
    for block_start in range(start, min(end, len(data)), BLOCK_BYTES):
        block_end = min(block_start + BLOCK_BYTES, end, len(data))
        block = np.frombuffer(data, np.uint8, block_end - block_start, block_start)
        is_end = block == _LINE_FEED
        returns = np.flatnonzero(block == _RETURN)
        if returns.size:
            following = np.frombuffer(data, np.uint8, len(data) - block_start, block_start)
            after = following[np.minimum(returns + 1, len(following) - 1)]
            is_end[returns[after != _LINE_FEED]] = True
        found.append(np.flatnonzero(is_end) + block_start + 1)
    return np.concatenate(found)


def _opened(text: _Text, faults: list[str]) -> OpenedBill:
    declaration = text.header.declaration
    if text.encoding not in declaration.encodings:
        expected = ", ".join(declaration.encodings)
        detail = f"{text.encoding}, {declaration.code} comes in {expected}; {'; '.join(faults)}"
        raise RefusedFile("wrong_encoding", detail, format_code=declaration.code)
    if text.data.find(b"\0") >= 0:
        raise RefusedFile("not_text", "holds a NUL character", format_code=declaration.code)
    return OpenedBill(text.header, text.encoding, text.preamble, _chunks(text))


class _Rows:
    """Turns pyarrow's row counts into line numbers while the blocks go by."""

    def __init__(self, text: _Text):
        self.text = text
        self.has_quotes = text.data.find(b'"', text.body_start) >= 0
        self.next_row = 1
        self.next_line = text.header_lines + 1
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
            self._malformed(row, int(lines[row.number - self.next_row])) for row in invalid
        ]
        good_lines = lines[good - self.next_row]
        ends = good_lines + 1 + breaks[good - self.next_row]
        self.next_line += len(breaks) + int(breaks.sum())
        self.next_row = last + 1
        return Chunk(
            self.text.header.names,
            cells,
            good_lines,
            malformed,
            lambda mask: self._texts(good_lines, ends, mask),
            delimiter=self.text.delimiter,
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
            data = self.text.data
            self._starts = np.append(_line_starts(data, self.text.body_start, len(data)), len(data))
        starts, offset = self._starts, self.text.header_lines + 1
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
    if text.body_start >= len(text.data):
        return
    rows = _Rows(text)
    names = [str(position) for position in range(len(text.header.names))]
    stream = pa.BufferReader(pa.py_buffer(text.data).slice(text.body_start))
    try:
        reader = pacsv.open_csv(
            stream,
            pacsv.ReadOptions(use_threads=False, block_size=BLOCK_BYTES, column_names=names),
            pacsv.ParseOptions(
                delimiter=text.delimiter,
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
        for batch in reader:
            yield rows.take(batch.columns, batch.num_rows)
    except pa.ArrowInvalid as error:
        place = f"after line {rows.next_line - 1}"
        if "straddl" in str(error):
            detail = f"{place}: longer than {BLOCK_BYTES} bytes"
            raise RefusedFile("line_too_long", detail) from error
        raise RefusedFile("unsplittable", f"{place}: {error}") from error
    if rows.invalid:
        yield rows.take([pa.array([], pa.string()) for _ in names], 0)
