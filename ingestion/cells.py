"""Columns of cells: canonical forms and typed checks, column by column, never row by row.

Every function takes an Arrow array of strings in which a blank cell is null, and returns an array
of the same length. The accepted forms are those that the staging macros can cast.
"""

from collections.abc import Mapping
from typing import NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from ingestion.declarations import TIME_TYPES, Column, ColumnType

SPACES = " \t\r\n\xa0\u3000\ufeff\u200b"
TEXT_DECORATION = SPACES + "`｀"
DECORATION = TEXT_DECORATION + "'\"="
BLANK_MARKS = pa.array(["", "-", "--", "/", "暂无数据", "无退款申请"])

EXACT = pa.decimal256(36, 8)
_PROBE_CELLS = 2_000
# At most 15 digits before the point: more do not fit a decimal(18, 2).
_DIGITS = r"([0-9]{1,3}(,[0-9]{3}){1,4}|[0-9]{1,15})"
_NUMBER = rf"^[¥￥]?[-+]?({_DIGITS}(\.[0-9]+)?|\.[0-9]+)元?$"
_INTEGER = rf"^[-+]?{_DIGITS}$"
_TWO_DECIMALS = r"^(-?[1-9][0-9]{0,14}|0)\.[0-9]{2}$"
_ROUNDED_ID = r"^[0-9]+(\.[0-9]+)?[eE]\+[0-9]+$|^[0-9]+\.0*$"
_NUMBER_STEPS = (
    (r"[,¥￥元+]", ""),
    (r"^(-?)0+([0-9])", r"\1\2"),
    (r"^(-?)\.", r"\10."),
    (r"\.$", ""),
    (r"^([^.]*)$", r"\1.00"),
    (r"^([^.]*\.[0-9])$", r"\10"),
    (r"^([^.]*\.[0-9]{2}[0-9]*?)0+$", r"\1"),
    (r"^-(0\.00)$", r"\1"),
)
_ISO_TIMESTAMP = r"^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$"
_ISO_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_TIME_OF_DAY = r"^([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"

_OTHER_TIMES = """
    select coalesce(
        case when regexp_full_match(cell, '[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}( .*)?')
            then try_cast(cell as timestamp) end,
        try_strptime(cell, ['%Y%m%d', '%Y%m%d %H:%M:%S', '%Y%m%d %H%M%S']),
        case when regexp_full_match(cell, '[0-9]{5}([.][0-9]+)?')
            then timestamp '1899-12-30' + to_seconds(
                cast(round(try_cast(cell as decimal(28, 12)) * 86400, 0) as bigint)
            ) end
    ) as moment
    from cells
"""


class Checked(NamedTuple):
    """A column after its check: canonical cells, faulty cells, and moments if it is a time."""

    canonical: pa.Array
    is_bad: pa.Array
    moments: pa.Array | None = None


def any_match(cells: pa.Array, pattern: str) -> bool:
    """Return whether any cell matches the pattern (RE2)."""
    return pc.any(pc.match_substring_regex(cells, pattern)).as_py() is True


def all_match(cells: pa.Array, pattern: str) -> bool:
    """Return whether every cell that is not null matches the pattern (RE2)."""
    return pc.all(pc.match_substring_regex(cells, pattern)).as_py() is not False


def stripped(cells: pa.Array, characters: str = DECORATION) -> pa.Array:
    """Return the cells without the characters at their ends; blank marks become null."""
    if any_match(cells, f"^[{characters}]|[{characters}]$"):
        cells = pc.utf8_trim(cells, characters=characters)
    blank = pc.is_in(cells, value_set=BLANK_MARKS)
    if pc.any(blank).as_py():
        cells = pc.if_else(blank, pa.scalar(None, pa.string()), cells)
    return cells


def _replace(cells: pa.Array, pattern: str, replacement: str) -> pa.Array:
    return pc.replace_substring_regex(cells, pattern=pattern, replacement=replacement)


def plain_number(cells: pa.Array) -> pa.Array:
    """Return numbers without currency sign, thousands commas or idle zeros, with ≥ 2 decimals."""
    if not all_match(cells, _TWO_DECIMALS):
        for pattern, replacement in _NUMBER_STEPS:
            cells = pc.replace_substring_regex(cells, pattern=pattern, replacement=replacement)
    return cells


def exact(numbers: pa.Array) -> pa.Array:
    """Return plain numbers as decimals of 8 places; digits beyond those are cut off."""
    shortened = pc.replace_substring_regex(
        numbers, pattern=r"(\.[0-9]{8})[0-9]+$", replacement=r"\1"
    )
    return pc.cast(shortened, EXACT)


def _check_number(cells: pa.Array, pattern: str) -> Checked:
    if all_match(cells, _TWO_DECIMALS):
        return Checked(cells, _none_bad(cells))
    cells = stripped(cells)
    return Checked(plain_number(cells), pc.invert(pc.match_substring_regex(cells, pattern)))


def _check_time(cells: pa.Array, is_date: bool, engine: duckdb.DuckDBPyConnection) -> Checked:
    try:
        if all_match(cells, _ISO_DATE if is_date else _ISO_TIMESTAMP):
            return Checked(cells, _none_bad(cells), pc.cast(cells, pa.timestamp("us")))
    except pa.ArrowInvalid:
        pass  # the common form with an impossible day: read cell by cell below
    cells = stripped(cells)
    table = pa.table({"cell": cells})
    moments = one_array(query_cells(engine, table, _OTHER_TIMES)[0])
    seconds = pc.cast(moments, pa.timestamp("s"), safe=False)
    shown = pc.strftime(seconds, format="%Y-%m-%d" if is_date else "%Y-%m-%d %H:%M:%S")
    return Checked(shown, pc.and_(cells.is_valid(), moments.is_null()), moments)


def _check_time_of_day(cells: pa.Array, engine: duckdb.DuckDBPyConnection) -> Checked:
    cells = stripped(cells)
    whole = _check_time(cells, False, engine)
    is_time = pc.match_substring_regex(cells, _TIME_OF_DAY)
    canonical = pc.if_else(is_time, cells, whole.canonical)
    return Checked(canonical, pc.and_(whole.is_bad, pc.invert(is_time)), whole.moments)


def _check_id(cells: pa.Array) -> Checked:
    cells = stripped(cells)
    if pc.any(pc.starts_with(cells, "No:")).as_py():
        cells = pc.replace_substring_regex(cells, pattern="^No:", replacement="")
    return Checked(cells, pc.match_substring_regex(cells, _ROUNDED_ID))


def _none_bad(cells: pa.Array) -> pa.Array:
    return pa.repeat(pa.scalar(False), len(cells))


def check(cells: pa.Array, column: Column, engine: duckdb.DuckDBPyConnection) -> Checked:
    """Return the canonical cells of a column and which of them are not of its type.

    Most columns of a long bill repeat few values: those are checked value by value, not cell by
    cell. `engine` is an in-memory DuckDB connection: it reads the rarer forms of dates.
    """
    if cells.null_count == len(cells):
        moments = pa.nulls(len(cells), pa.timestamp("us")) if column.type in TIME_TYPES else None
        return Checked(cells, _none_bad(cells), moments)
    probe = cells.slice(0, _PROBE_CELLS)
    if len(cells) == len(probe) or pc.count_distinct(probe).as_py() * 4 > len(probe):
        return _check(cells, column.type, engine)
    encoded = cells.dictionary_encode()
    values = _check(encoded.dictionary, column.type, engine)
    return Checked(*(None if part is None else part.take(encoded.indices) for part in values))


def _check(cells: pa.Array, kind: ColumnType, engine: duckdb.DuckDBPyConnection) -> Checked:
    match kind:
        case "amount" | "decimal" | "rate":
            return _check_number(cells, _NUMBER)
        case "integer":
            return _check_number(cells, _INTEGER)
        case "date" | "timestamp":
            return _check_time(cells, kind == "date", engine)
        case "time":
            return _check_time_of_day(cells, engine)
        case "id":
            return _check_id(cells)
        case "text":
            cells = stripped(cells, TEXT_DECORATION)
            return Checked(cells, _none_bad(cells))


def one_array(column: pa.ChunkedArray) -> pa.Array:
    """Return a chunked column as one array."""
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)


def query_cells(
    engine: duckdb.DuckDBPyConnection,
    cells: pa.Table,
    sql: str,
    values: Mapping[str, object] | None = None,
) -> pa.Table:
    """Run SQL over an Arrow table that the SQL calls `cells`; `values` fill its $parameters."""
    engine.register("cells", cells)
    try:
        return engine.execute(sql, values).to_arrow_table()
    finally:
        engine.unregister("cells")
