"""Columns of cells: canonical forms and typed checks, column by column, never row by row.

Every function takes an Arrow array of strings in which a blank cell is null, and returns an array
of the same length. The accepted forms are those that the staging macros can cast.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
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
# No platform's bill is older, and none is of the next century: what else can be read as a date is
# a number that stands in the wrong column, or a date with a digit too many or too few.
FIRST_MOMENT = pa.scalar(datetime(2000, 1, 1), pa.timestamp("us"))
LAST_MOMENT = pa.scalar(datetime(2100, 12, 31, 23, 59, 59, 999_999), pa.timestamp("us"))
_PROBE_CELLS = 2_000
# At most 15 digits before the point: more do not fit a decimal(18, 2).
_DIGITS = r"([0-9]{1,3}(,[0-9]{3}){1,4}|[0-9]{1,15})"
_NUMBER = rf"^[¥￥]?[-+]?({_DIGITS}(\.[0-9]+)?|\.[0-9]+)元?$"
_INTEGER = rf"^[-+]?{_DIGITS}$"
_TWO_DECIMALS = r"^(-?[1-9][0-9]{0,14}\.[0-9]{2}|0\.[0-9]{2}|-0\.([1-9][0-9]|0[1-9]))$"
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
_MONTH = r"^(?P<year>[0-9]{4})[-/.年]?(?P<month>0?[1-9]|1[0-2])月?$"
_RANGE = r"^(?P<first>[0-9].*?[0-9日]) ?(?:~|～|至|到|—| - ) ?(?P<last>[0-9].*)$"
_LONGEST_TIME = 40
_TIME_OF_DAY = r"^([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"

_OTHER_TIMES = """
    select coalesce(
        case when regexp_full_match(
            cell,
            '[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}( [0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?)?'
        ) then try_cast(cell as timestamp) end,
        case when regexp_full_match(cell, '[0-9]{8}( [0-9]{1,2}:[0-9]{2}:[0-9]{2}| [0-9]{6})?')
            then try_strptime(cell, ['%Y%m%d', '%Y%m%d %H:%M:%S', '%Y%m%d %H%M%S']) end,
        case when regexp_full_match(cell, '[0-9]{5}([.][0-9]+)?')
            then timestamp '1899-12-30' + to_seconds(
                cast(round(try_cast(cell as decimal(28, 12)) * 86400, 0) as bigint)
            ) end
    ) as moment
    from cells
"""

_MONTH_DAYS = """
    select
        try_cast(cell as timestamp) as first_day,
        cast(last_day(try_cast(cell as date)) as timestamp) as last_day
    from cells
"""


class Checked(NamedTuple):
    """A column after its check: canonical cells, faulty cells, and moments if it is a time.

    `ends` are the last days of cells that name more than one day.
    """

    canonical: pa.Array
    is_bad: pa.Array
    moments: pa.Array | None = None
    ends: pa.Array | None = None

    def map(self, change: Callable[[pa.Array], pa.Array]) -> "Checked":
        """Return the column with every part changed alike."""
        return Checked(*(None if part is None else change(part) for part in self))


def all_match(cells: pa.Array, pattern: str) -> bool:
    """Return whether every cell that is not null matches the pattern (RE2)."""
    return pc.all(pc.match_substring_regex(cells, pattern)).as_py() is not False


def stripped(cells: pa.Array, characters: str = DECORATION) -> pa.Array:
    """Return the cells without the characters at their ends; blank marks become null."""
    cells = pc.utf8_trim(cells, characters=characters)
    blank = pc.is_in(cells, value_set=BLANK_MARKS)
    if pc.any(blank).as_py():
        cells = pc.if_else(blank, pa.scalar(None, pa.string()), cells)
    return cells


def plain_number(cells: pa.Array) -> pa.Array:
    """Return numbers without currency sign, thousands commas or idle zeros, with ≥ 2 decimals."""
    is_other = pc.invert(pc.match_substring_regex(cells, _TWO_DECIMALS))
    others = cells.filter(is_other)
    for pattern, replacement in _NUMBER_STEPS:
        others = pc.replace_substring_regex(others, pattern=pattern, replacement=replacement)
    return pc.replace_with_mask(cells, pc.fill_null(is_other, False), others)


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
            moments = pc.cast(cells, pa.timestamp("us"))
            if not _implausible(moments):
                return Checked(cells, _none_bad(cells), moments)
    except pa.ArrowInvalid:
        pass  # the common form with an impossible day: read cell by cell below
    cells = stripped(cells)
    moments = _moments(cells, engine)
    shown = _shown(moments, "%Y-%m-%d" if is_date else "%Y-%m-%d %H:%M:%S")
    return Checked(shown, pc.and_(cells.is_valid(), moments.is_null()), moments)


def _moments(cells: pa.Array, engine: duckdb.DuckDBPyConnection) -> pa.Array:
    is_short = pc.less_equal(pc.utf8_length(cells), _LONGEST_TIME)
    cells = pc.if_else(is_short, cells, pa.scalar(None, pa.string()))
    moments = one_array(query_cells(engine, pa.table({"cell": cells}), _OTHER_TIMES)[0])
    return _plausible(moments)


def _implausible(moments: pa.Array) -> bool:
    """Return whether any moment is before the first or after the last that a bill can hold."""
    bounds = pc.min_max(moments)
    is_early = pc.less(bounds["min"], FIRST_MOMENT)
    return pc.or_kleene(is_early, pc.greater(bounds["max"], LAST_MOMENT)).as_py() is True


def _plausible(moments: pa.Array) -> pa.Array:
    """Return the moments with null for those that no bill can hold."""
    if not _implausible(moments):
        return moments
    is_late_enough = pc.greater_equal(moments, FIRST_MOMENT)
    is_plausible = pc.and_(is_late_enough, pc.less_equal(moments, LAST_MOMENT))
    return pc.if_else(is_plausible, moments, pa.scalar(None, moments.type))


def _shown(moments: pa.Array, form: str) -> pa.Array:
    return pc.strftime(pc.cast(moments, pa.timestamp("s"), safe=False), format=form)


def _check_month(cells: pa.Array, engine: duckdb.DuckDBPyConnection) -> Checked:
    cells = stripped(cells)
    parts = pc.extract_regex(cells, pattern=_MONTH)
    year, month = pc.struct_field(parts, "year"), pc.struct_field(parts, "month")
    first = pc.binary_join_element_wise(year, month, "1", "-")
    table = query_cells(engine, pa.table({"cell": first}), _MONTH_DAYS)
    moments, ends = (_plausible(one_array(column)) for column in table.columns)
    return Checked(
        _shown(moments, "%Y-%m"), pc.and_(cells.is_valid(), moments.is_null()), moments, ends
    )


def _check_range(cells: pa.Array, engine: duckdb.DuckDBPyConnection) -> Checked:
    cells = stripped(cells)
    parts = pc.extract_regex(cells, pattern=_RANGE)
    first = pc.coalesce(pc.struct_field(parts, "first"), cells)
    last = pc.coalesce(pc.struct_field(parts, "last"), cells)
    moments, ends = _moments(first, engine), _moments(last, engine)
    is_good = pc.fill_null(pc.less_equal(moments, ends), False)
    days = (_shown(part, "%Y-%m-%d") for part in (moments, ends))
    shown = pc.binary_join_element_wise(*days, "~")
    return Checked(shown, pc.and_(cells.is_valid(), pc.invert(is_good)), moments, ends)


def _check_time_of_day(cells: pa.Array, engine: duckdb.DuckDBPyConnection) -> Checked:
    cells = stripped(cells)
    whole = _check_time(cells, False, engine)
    is_time = pc.match_substring_regex(cells, _TIME_OF_DAY)
    canonical = pc.if_else(is_time, cells, whole.canonical)
    return Checked(canonical, pc.and_(whole.is_bad, pc.invert(is_time)), whole.moments)


def _check_id(cells: pa.Array) -> Checked:
    cells = stripped(cells)
    is_rounded = _none_bad(cells)
    if not pc.all(pc.ascii_is_alnum(cells)).as_py():
        if pc.any(pc.starts_with(cells, "No:")).as_py():
            cells = pc.replace_substring_regex(cells, pattern="^No:", replacement="")
        is_rounded = pc.match_substring_regex(cells, _ROUNDED_ID)
    return Checked(cells, is_rounded)


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
    return values.map(lambda part: part.take(encoded.indices))


def _check(cells: pa.Array, kind: ColumnType, engine: duckdb.DuckDBPyConnection) -> Checked:
    match kind:
        case "integer":
            found = _check_number(cells, _INTEGER)
        case "date" | "timestamp":
            found = _check_time(cells, kind == "date", engine)
        case "time":
            found = _check_time_of_day(cells, engine)
        case "month":
            found = _check_month(cells, engine)
        case "date_range":
            found = _check_range(cells, engine)
        case "id":
            found = _check_id(cells)
        case "text":
            cells = stripped(cells, TEXT_DECORATION)
            found = Checked(cells, _none_bad(cells))
        case _:
            found = _check_number(cells, _NUMBER)
    return found


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
    return engine.execute(sql, values).to_arrow_table()
