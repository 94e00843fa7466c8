"""Sort the rows of a chunk: control rows, quarantined lines, and rows for the raw table."""

import csv
import hashlib
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingestion.cells import (
    DECORATION,
    SPACES,
    Checked,
    check,
    exact,
    one_array,
    query_cells,
    stripped,
)
from ingestion.chunks import Chunk, MalformedRow
from ingestion.declarations import (
    NUMBER_TYPES,
    TIME_TYPES,
    SignedAmount,
    TwoColumnSign,
    header_key,
)
from ingestion.headers import Header
from ingestion.identities import row_residuals
from ingestion.results import LineCode, QuarantinedLine, RefusedFile
from ingestion.rounded_ids import (
    HELD_BELOW,
    KEPT_DIGITS,
    REFUSED_BELOW,
    ends_in_zeros,
    log_chances,
)

UNIT_SEPARATOR = "\x1f"
_REASON_BY_TYPE: dict[str, LineCode] = {
    "id": "rounded_id",
    "date": "bad_date",
    "time": "bad_date",
    "timestamp": "bad_date",
    "month": "bad_date",
    "date_range": "bad_date",
    "integer": "bad_number",
}
_HASH_BLOCK = 64
_MANY_ROWS = 50_000
_FULL_WIDTH = "[０-９]"
# Of an amount's decimals, a day and a moment, where no other row shows how long they are.
_WHOLE_LENGTHS = {len(".00"), len("2026-06-30"), len("2026-06-30 00:00:00")}

_HASHES = """
    select
        row_hash,
        hash(row_hash) as short_hash,
        case when person is not null then sha256($outer::blob || unhex(
            sha256($inner::blob || encode(person)))) end as customer_key
    from (select md5(canonical) as row_hash, person from cells)
"""
# RFC 7396: a merge patch drops the members that are null. Headers are values, never SQL.
_EXTRA = "select nullif(json_merge_patch('{{}}', json_object({members}))::text, '{{}}') from cells"


@dataclass(frozen=True)
class ControlRow:
    """A footer line, a total row or an explanatory row: its text, and its cells by column."""

    line_number: int
    text: str
    cells: Mapping[str, str | None]


@dataclass(frozen=True)
class SortedRows:
    """A chunk after the checks: `table` goes to the raw table, in its column order.

    `canonical` holds the checked cells of the same rows, `short_hashes` 64 bits of each row hash.
    `mark` says what makes the file doubtful, else it is null.
    """

    table: pa.Table
    canonical: Mapping[str, Checked]
    short_hashes: np.ndarray
    quarantined: list[QuarantinedLine]
    control: list[ControlRow]
    mark: str | None = None


class RowSorter:
    """Checks and hashes the chunks of one file.

    `personal_key` keys the customer hash; `engine` is an in-memory DuckDB connection.
    """

    def __init__(
        self,
        header: Header,
        file_id: str,
        loaded_at: datetime,
        personal_key: bytes,
        engine: duckdb.DuckDBPyConnection,
    ):
        self.header = header
        self.declaration = header.declaration
        self.file_id = file_id
        self.loaded_at = loaded_at
        self.engine = engine
        padded = (
            personal_key
            if len(personal_key) <= _HASH_BLOCK
            else hashlib.sha256(personal_key).digest()
        )
        padded = padded.ljust(_HASH_BLOCK, b"\0")
        self.hash_key = {
            "inner": bytes(byte ^ 0x36 for byte in padded),
            "outer": bytes(byte ^ 0x5C for byte in padded),
        }
        self.explanatory_left = header.declaration.explanatory_rows
        self.awaits_tail_values = False
        self.rows_seen = self.rows_without_data = 0
        self.ended_sheets: set[str | None] = set()

    def sort(self, chunk: Chunk) -> SortedRows:
        """Return the chunk's rows sorted; blank lines are no rows and are left out."""
        chunk = _kept(chunk, _any_valid(chunk.cells))
        tail_lines = self._tail_lines(chunk)
        end_line = self._end_line(chunk)
        control, quarantined = self._malformed(chunk, tail_lines, end_line)
        checked = self._checked(chunk)
        is_control = self._is_total(chunk) | np.isin(chunk.line_numbers, tail_lines)
        is_control |= chunk.line_numbers >= end_line
        is_control |= self._is_explanatory(checked, is_control)
        control += self._control_rows(chunk, is_control, end_line)
        control.sort(key=lambda row: row.line_number)
        faults = self._faults(chunk, checked)
        self._refuse_rubbish(is_control | faults.is_faulty)
        quarantined += _quarantine(chunk, faults, faults.is_faulty & ~is_control)
        is_kept = ~faults.is_faulty & ~is_control
        kept = checked if is_kept.all() else _filtered(checked, pa.array(is_kept))
        table, short_hashes = self._table(_kept(chunk, is_kept), kept)
        mark = _unended(chunk, control)
        return SortedRows(table, kept, short_hashes, quarantined, control, mark)

    def _refuse_rubbish(self, is_no_data: np.ndarray) -> None:
        """Refuse a file most rows of which are none: each of them is held in memory by itself."""
        self.rows_seen += len(is_no_data)
        self.rows_without_data += int(is_no_data.sum())
        if self.rows_without_data > _MANY_ROWS and 2 * self.rows_without_data > self.rows_seen:
            detail = f"{self.rows_without_data} of {self.rows_seen} rows cannot be read"
            raise RefusedFile("no_good_row", detail, format_code=self.declaration.code)

    def _tail_lines(self, chunk: Chunk) -> list[int]:
        """Return the lines of the tail: each line of names, and the next line that is not blank."""
        tail = self.declaration.tail
        if tail is None:
            return []
        malformed = [row.line_number for row in chunk.malformed]
        lines = np.sort(np.concatenate([chunk.line_numbers, np.array(malformed, np.int64)]))
        if not lines.size:
            return []
        is_named = _as_mask(pc.equal(stripped(chunk.cells[0]), tail.first))
        named = chunk.line_numbers[is_named].tolist()
        named += [
            row.line_number
            for row in chunk.malformed
            if header_key(row.text).startswith(tail.first)
        ]
        following = np.searchsorted(lines, named, side="right")
        found = named + [int(lines[i]) for i in following if i < len(lines)]
        if self.awaits_tail_values:
            found.append(int(lines[0]))
        self.awaits_tail_values = bool((following == len(lines)).any())
        return found

    def _end_line(self, chunk: Chunk) -> float:
        """Return the line of the chunk from which on there is no data; infinite if it has none."""
        if not self.declaration.footer or not self.declaration.footer.to_end:
            return math.inf
        if chunk.sheet_name in self.ended_sheets:
            return 0
        found = chunk.line_numbers[self._is_footer(chunk)].tolist()
        found += [row.line_number for row in chunk.malformed if self._is_footer_text(row.text)]
        if found:
            self.ended_sheets.add(chunk.sheet_name)
        return min(found, default=math.inf)

    def _is_footer(self, chunk: Chunk) -> np.ndarray:
        footer = self.declaration.footer
        if footer is None:
            return np.zeros(len(chunk.line_numbers), dtype=bool)
        return _as_mask(pc.starts_with(stripped(chunk.cells[0], SPACES), footer.prefix))

    def _is_footer_text(self, text: str) -> bool:
        footer = self.declaration.footer
        return footer is not None and text.lstrip(SPACES + '"').startswith(footer.prefix)

    def _malformed(
        self, chunk: Chunk, tail_lines: Collection[int], end_line: float
    ) -> tuple[list[ControlRow], list[QuarantinedLine]]:
        control, quarantined = [], []
        for row in chunk.malformed:
            is_footer = row.line_number >= end_line or self._is_footer_text(row.text)
            if is_footer or row.line_number in tail_lines:
                control.append(ControlRow(row.line_number, row.text, {}))
            elif total := self._short_total(row, chunk.delimiter):
                control.append(total)
            else:
                quarantined.append(
                    QuarantinedLine(
                        chunk.sheet_name,
                        row.line_number,
                        row.reason_code,
                        None,
                        row.detail,
                        row.text,
                    )
                )
        return control, quarantined

    def _short_total(self, row: MalformedRow, delimiter: str) -> ControlRow | None:
        """Return a row of totals whose last cells are left out."""
        totals = self.declaration.total_rows
        if totals is None or row.reason_code != "too_few_fields":
            return None
        cells = [cell.strip(DECORATION) for cell in fields(row.text, delimiter)]
        if self._label_position() >= len(cells):
            return None
        if cells[self._label_position()] not in totals.labels:
            return None
        named = dict(zip(self.header.names, cells, strict=False))
        return ControlRow(row.line_number, row.text, named)

    def _label_position(self) -> int:
        totals = self.declaration.total_rows
        if totals and totals.column in self.header.names:
            return self.header.names.index(totals.column)
        return 0

    def _is_total(self, chunk: Chunk) -> np.ndarray:
        found = self._is_footer(chunk)
        if self.declaration.total_rows:
            labels = pa.array(self.declaration.total_rows.labels, pa.string())
            cells = stripped(chunk.cells[self._label_position()])
            found |= _as_mask(pc.is_in(cells, value_set=labels))
        return found

    def _is_explanatory(self, checked: Mapping[str, Checked], is_control: np.ndarray) -> np.ndarray:
        """Tell the rows under the header that describe the columns: no number or time is one."""
        found = np.zeros(len(is_control), dtype=bool)
        typed = [
            column
            for name, column in checked.items()
            if self.declaration.columns[name].type in NUMBER_TYPES + TIME_TYPES
        ]
        for row in np.flatnonzero(~is_control)[: self.explanatory_left]:
            values = [c.is_bad[row].as_py() for c in typed if c.is_bad[row].is_valid]
            found[row] = any(values) and all(values)
        self.explanatory_left = 0 if len(is_control) else self.explanatory_left
        return found

    def _control_rows(
        self, chunk: Chunk, is_control: np.ndarray, end_line: float
    ) -> list[ControlRow]:
        """Return the control rows; of those after the data only the text."""
        if not is_control.any():
            return []
        names = self.header.names
        rows = np.flatnonzero(is_control)
        return [
            ControlRow(
                int(chunk.line_numbers[row]),
                text,
                {name: chunk.cells[i][row].as_py() for i, name in enumerate(names)}
                if chunk.line_numbers[row] < end_line
                else {},
            )
            for row, text in zip(rows, chunk.texts(is_control), strict=True)
        ]

    def _checked(self, chunk: Chunk) -> dict[str, Checked]:
        """Return the checked columns of the file in declared order."""
        names = self.header.names
        position = {names[i]: i for i in self.header.declared}
        return {
            name: check(chunk.cells[position[name]], column, self.engine)
            for name, column in self.declaration.columns.items()
            if name in position
        }

    def _faults(self, chunk: Chunk, checked: Mapping[str, Checked]) -> "Faults":
        faults = Faults(len(chunk.line_numbers))
        for name, column in checked.items():
            declared = self.declaration.columns[name]
            is_bad = _as_mask(column.is_bad)
            faults.add(_REASON_BY_TYPE.get(declared.type, "bad_number"), name, is_bad)
            if declared.type == "id":
                faults.add("wide_digits", name, _has_wide_digits(column.canonical))
                faults.add("rounded_id", name, self._rounded_ids(chunk, name, column.canonical))
            if declared.filled:
                faults.add("blank_cell", name, _as_mask(column.canonical.is_null()) & ~is_bad)
        self._add_direction_faults(chunk, checked, faults)
        self._add_swallowed_lines(chunk, faults)
        for position in self.header.nameless:
            # A row with more cells than the header has names: what it shifted may be of any type.
            is_filled = _as_mask(chunk.cells[position].is_valid())
            faults.add("too_many_fields", self.header.names[position], is_filled)
        if chunk.is_cut and _is_last_row_good(chunk):
            self._add_cut_cell(chunk, checked, faults)
        return faults

    def _rounded_ids(self, chunk: Chunk, name: str, ids: pa.Array) -> np.ndarray:
        """Return the ids to hold back because they end in zeros more often than chance allows.

        A workbook says of its ids itself which are text, and of text few zeros prove nothing; so
        does a single id on all lines. Raises RefusedFile where chance is out of the question.
        """
        found = ends_in_zeros(ids)
        if not found.any():
            return found
        chances = log_chances(ids, found)
        is_refused = chances < REFUSED_BELOW
        if is_refused.any():
            first, count = int(chunk.line_numbers[is_refused][0]), int(is_refused.sum())
            detail = f"{name} of line {first}, one of {count} with zeros after {KEPT_DIGITS} digits"
            raise RefusedFile("rounded_ids", detail, format_code=self.declaration.code)
        may_be_held = chunk.sheet_name is None and _has_several(ids)
        return chances < HELD_BELOW if may_be_held else np.zeros_like(found)

    def _add_cut_cell(self, chunk: Chunk, checked: Mapping[str, Checked], faults: "Faults") -> None:
        """Hold back a last row without line end whose last cell is not as long as the others.

        What is left of 123.45 when the file is cut may be 123.4: no type tells.
        """
        name = self.header.names[-1]
        if name not in checked:
            return
        if self.declaration.columns[name].type == "text":
            self._add_cut_text(name, checked[name].canonical, faults)
            return
        cells = pc.utf8_trim(chunk.cells[-1], characters=DECORATION)
        if self.declaration.columns[name].type in NUMBER_TYPES:
            cells = pc.replace_substring_regex(cells, pattern=r"^[^.]*", replacement="")
        lengths = pc.utf8_length(cells).to_pylist()
        others = {length for length in lengths[:-1] if length is not None} or _WHOLE_LENGTHS
        is_whole = lengths[-1] in others and (len(others) == 1 or others is _WHOLE_LENGTHS)
        is_cut = np.zeros(len(lengths), dtype=bool)
        is_cut[-1] = not is_whole and any(length is not None for length in lengths)
        faults.add("unended_line", name, is_cut)

    def _add_cut_text(self, name: str, cells: pa.Array, faults: "Faults") -> None:
        """Hold back a last row whose text at the end is that of no other row.

        Only where rows are known by their content: a whole download would bring the row again, as
        another one. A row with a number is loaded, and the file is marked.
        """
        key = self.declaration.natural_key
        others = cells.slice(0, len(cells) - 1)
        if not len(others) or (key and name not in key):
            return
        is_cut = np.zeros(len(cells), dtype=bool)
        is_cut[-1] = not pc.is_in(cells[-1], value_set=others).as_py()
        faults.add("unended_line", name, is_cut)

    def _add_direction_faults(
        self, chunk: Chunk, checked: Mapping[str, Checked], faults: "Faults"
    ) -> None:
        """Find unknown directions, and amounts on the side that their direction denies."""
        sign = self.declaration.sign
        if not sign or not sign.direction or sign.direction.column not in checked:
            return
        direction, name = sign.direction, sign.direction.column
        canonical = checked[name].canonical
        is_known = _is_one_of(canonical, direction.values)
        if not is_known.all():
            # A blank mark can be a word of the vocabulary: 微信 writes `/` for neutral.
            written = pc.utf8_trim(chunk.cells[chunk.names.index(name)], SPACES)
            is_known |= _is_one_of(written, direction.values)
        faults.add("unknown_direction", name, ~is_known)
        goes_in = _is_one_of(canonical, direction.in_values)
        goes_out = _is_one_of(canonical, direction.out_values)
        if isinstance(sign, TwoColumnSign):
            denied = [(sign.out_column, goes_in, (-1, 1)), (sign.in_column, goes_out, (-1, 1))]
        elif isinstance(sign, SignedAmount):
            denied = [(sign.amount, goes_in, (-1,)), (sign.amount, goes_out, (1,))]
        else:
            return  # the amount is absolute, or its own sign says nothing
        for column, rows, sides in denied:
            if column in checked:
                is_denied = _has_sign(checked[column].canonical, rows & ~faults.is_faulty, sides)
                faults.add("direction_conflict", column, is_denied)

    def _add_swallowed_lines(self, chunk: Chunk, faults: "Faults") -> None:
        """Find cells in which a stray quote has swallowed whole lines of the file."""
        fields = len(self.header.names) - 1
        for position in chunk.multiline:
            lines = pc.count_substring(chunk.cells[position], "\n")
            delimiters = pc.count_substring(chunk.cells[position], chunk.delimiter)
            swallowed = pc.greater_equal(delimiters, pc.multiply(lines, fields))
            mask = _as_mask(pc.and_(swallowed, pc.greater(lines, 0)))
            faults.add("swallowed_lines", self.header.names[position], mask)

    def _table(self, chunk: Chunk, checked: Mapping[str, Checked]) -> tuple[pa.Table, np.ndarray]:
        count = len(chunk.line_numbers)
        nulls = pa.nulls(count, pa.string())
        position = {self.header.names[i]: i for i in self.header.declared}
        canonical = [
            checked[name].canonical if name in checked else nulls
            for name in self.declaration.columns
        ]
        person = [
            checked[name].canonical for name in self.declaration.customer_key if name in checked
        ]
        hashes = self._hashes(canonical, person, count)
        columns = {
            name: chunk.cells[position[name]] if name in position else nulls
            for name in self.declaration.columns
        }
        columns["_file_id"] = pa.repeat(pa.scalar(self.file_id), count)
        columns["_sheet_name"] = pa.repeat(pa.scalar(chunk.sheet_name, pa.string()), count)
        columns["_line_number"] = pa.array(chunk.line_numbers, pa.int64())
        columns["_row_hash"] = hashes["row_hash"]
        columns["_residual"] = row_residuals(self.declaration, checked, count)
        columns["_occurrence"] = pa.repeat(pa.scalar(1, pa.int32()), count)
        columns["_customer_key"] = hashes["customer_key"]
        columns["_extra"] = self._extra(chunk)
        columns["_loaded_at"] = pa.repeat(pa.scalar(self.loaded_at, pa.timestamp("us")), count)
        return pa.table(columns), hashes["short_hash"].to_numpy().copy()

    def _hashes(self, canonical: list[pa.Array], person: list[pa.Array], count: int) -> pa.Table:
        # Blank columns at the end leave no trace, so a column added later changes no hash.
        joined = pc.ascii_rtrim(_joined(canonical), characters=UNIT_SEPARATOR)
        people = pa.nulls(count, pa.string())
        if person:
            is_known = pa.array(_any_valid(person))
            people = pc.if_else(is_known, _joined(person), people)
        rows = pa.table({"canonical": joined, "person": people})
        return query_cells(self.engine, rows, _HASHES, self.hash_key)

    def _extra(self, chunk: Chunk) -> pa.Array:
        extra = self.header.extra
        if not extra:
            return pa.nulls(len(chunk.line_numbers), pa.string())
        members = ", ".join(f"$name_{i}, cell_{i}" for i in extra)
        names = {f"name_{i}": self.header.names[i] for i in extra}
        cells = pa.table({f"cell_{i}": chunk.cells[i] for i in extra})
        found = query_cells(self.engine, cells, _EXTRA.format(members=members), names)
        return one_array(found[0])


def fields(text: str, delimiter: str) -> list[str]:
    """Return the cells of one line of text; a line that is no csv is split as it stands."""
    try:
        [row] = csv.reader([text], delimiter=delimiter)
    except csv.Error:
        return text.split(delimiter)
    return row


class Faults:
    """The first fault of each row, in the order in which faults are added."""

    def __init__(self, count: int):
        self._kinds: list[tuple[LineCode, str]] = []
        self._kind_of_row = np.full(count, -1, dtype=np.int32)

    @property
    def is_faulty(self) -> np.ndarray:
        """Boolean mask of the rows with a fault."""
        return self._kind_of_row >= 0

    def add(self, reason_code: LineCode, column_name: str, mask: np.ndarray) -> None:
        """Give the masked rows this fault, where they have none yet."""
        if mask.any():
            self._kind_of_row[mask & ~self.is_faulty] = len(self._kinds)
            self._kinds.append((reason_code, column_name))

    def of(self, row: int) -> tuple[LineCode, str]:
        """Return the reason code and the column of a faulty row."""
        return self._kinds[self._kind_of_row[row]]


def _quarantine(chunk: Chunk, faults: Faults, mask: np.ndarray) -> list[QuarantinedLine]:
    if not mask.any():
        return []
    lines = []
    for row, text in zip(np.flatnonzero(mask), chunk.texts(mask), strict=True):
        reason, column = faults.of(row)
        cell = chunk.cells[chunk.names.index(column)][row].as_py()
        detail = "blank" if cell is None else cell
        line = int(chunk.line_numbers[row])
        lines.append(QuarantinedLine(chunk.sheet_name, line, reason, column, detail, text))
    return lines


def _is_last_row_good(chunk: Chunk) -> bool:
    """Return whether the chunk's last line is a row with as many fields as the header."""
    last = max((row.line_number for row in chunk.malformed), default=0)
    return bool(len(chunk.line_numbers)) and int(chunk.line_numbers[-1]) > last


def _unended(chunk: Chunk, control: Sequence[ControlRow]) -> str | None:
    """Return the mark of a file whose last line has no line end and is none that closes a file."""
    lines = [*chunk.line_numbers[-1:].tolist(), *(row.line_number for row in chunk.malformed)]
    last = max(lines, default=0)
    if not chunk.is_cut or not last or any(row.line_number == last for row in control):
        return None
    return f"unended_line: line {last} has no line end, the file may be cut off there"


def _as_mask(values: pa.Array) -> np.ndarray:
    return pc.fill_null(values, False).to_numpy(zero_copy_only=False)


def _has_several(cells: pa.Array) -> bool:
    return pc.count_distinct(cells).as_py() > 1


def _has_wide_digits(cells: pa.Array) -> np.ndarray:
    if pc.all(pc.string_is_ascii(cells)).as_py():
        return np.zeros(len(cells), dtype=bool)
    return _as_mask(pc.match_substring_regex(cells, _FULL_WIDTH))


def _is_one_of(cells: pa.Array, values: Sequence[str]) -> np.ndarray:
    return _as_mask(pc.is_in(cells, value_set=pa.array(values, pa.string())))


def _has_sign(numbers: pa.Array, rows: np.ndarray, signs: Sequence[int]) -> np.ndarray:
    """Return which of the rows hold a plain number of one of the signs (-1, 0, 1)."""
    found = rows.copy()
    shown = pc.cast(pc.sign(exact(numbers.filter(pa.array(rows)))), pa.int8())
    found[rows] = _as_mask(pc.is_in(shown, value_set=pa.array(signs, pa.int8())))
    return found


def _any_valid(cells: list[pa.Array]) -> np.ndarray:
    """Return which rows have a cell that is not null; the first full column settles it."""
    found = np.zeros(len(cells[0]), dtype=bool)
    for column in cells:
        found |= column.is_valid().to_numpy(zero_copy_only=False)
        if found.all():
            break
    return found


def _filtered(checked: Mapping[str, Checked], mask: pa.Array) -> dict[str, Checked]:
    return {name: column.map(lambda part: part.filter(mask)) for name, column in checked.items()}


def _kept(chunk: Chunk, mask: np.ndarray) -> Chunk:
    if mask.all():
        return chunk
    kept = pa.array(mask)

    def texts(inner: np.ndarray) -> list[str]:
        outer = np.zeros(len(mask), dtype=bool)
        outer[np.flatnonzero(mask)[inner]] = True
        return chunk.texts(outer)

    cells = [column.filter(kept) for column in chunk.cells]
    return replace(chunk, cells=cells, line_numbers=chunk.line_numbers[mask], texts=texts)


def _joined(columns: list[pa.Array]) -> pa.Array:
    return pc.binary_join_element_wise(
        *columns, UNIT_SEPARATOR, null_handling="replace", null_replacement=""
    )
