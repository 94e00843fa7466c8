"""Judge what was loaded of a file by what its writer knows: every row, every cell, once."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import get_args

from ingestion import LoadResult, Sink
from ingestion.declarations import Declaration
from ingestion.results import RefusalCode
from tests.support.fuzz.bills import Draft
from tests.support.fuzz.files import Place, Written

_DECORATION = " \t\r\n\xa0\u3000\ufeff\u200b'`｀\"="
_BLANK = {"", "-", "--", "/", "暂无数据", "无退款申请"}
_NUMBER = re.compile(r"[-+]?([0-9]{1,3}(,[0-9]{3})+|[0-9]+|)(\.[0-9]+)?")
_FORMS = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d")
_TIMES = ("", " %H:%M:%S", " %H:%M", " %H%M%S")


def verdict(draft: Draft, written: Written, results: Sequence[LoadResult], sink: Sink) -> list[str]:
    """Return what is wrong with a load, nothing when all rows and figures are accounted for."""
    if not results:
        return ["no result"]
    bills = [result for result in results if result.status == "loaded"]
    others = [result for result in results if result.status != "loaded"]
    wrong = [f"no reason code: {r.status} {r.reason}" for r in others if not _has_code(r)]
    if not bills:
        return wrong
    if len(bills) > 1 or bills[0].format != draft.declaration.code:
        return [f"read as {', '.join(str(bill.format) for bill in bills)}"]
    [bill] = bills
    if bill.rows_read != bill.rows_loaded + bill.rows_quarantined + bill.rows_control:
        wrong.append("rows read are not the rows accounted for")
    return wrong + _rows(draft, written.places, bill, sink)


def _has_code(result: LoadResult) -> bool:
    return (result.reason or "").partition(":")[0] in get_args(RefusalCode)


def _rows(draft: Draft, places: Sequence[Place], bill: LoadResult, sink: Sink) -> list[str]:
    mark = sink.placeholder()
    names = ", ".join(f'"{name}"' for name in draft.declaration.columns)
    loaded = {
        (sheet, line): dict(zip(draft.declaration.columns, cells, strict=True))
        for sheet, line, *cells in sink.query(
            f'select _sheet_name, _line_number, {names} from raw."{bill.format}"'
            f" where _file_id = {mark}",
            [bill.sha256],
        )
    }
    held = sink.query(
        "select sheet_name, line_number, line_text from raw.quarantined_line"
        f" where file_id = {mark}",
        [bill.sha256],
    )
    wrong = []
    if len(loaded) != bill.rows_loaded or len(held) != bill.rows_quarantined:
        wrong.append("the tables hold other counts than the register")
    for place in places:
        cells = loaded.pop((place.sheet, place.first), None)
        if cells is not None:
            wrong += _differences(draft, place, cells)
        elif not any(_covers(line, place) for line in held):
            wrong.append(f"row of line {place.first} is neither loaded nor held")
    return wrong + [f"line {line} of sheet {sheet} is no row" for sheet, line in loaded]


def _covers(line: tuple, place: Place) -> bool:
    """Return whether a quarantined line is, or has swallowed, the lines of a row."""
    sheet, first, text = line
    last = first + len(re.split("\r\n|\n|\r", text)) - 1
    return sheet == place.sheet and first <= place.last and place.first <= last


def _differences(draft: Draft, place: Place, cells: Mapping[str, str | None]) -> list[str]:
    truth = draft.rows[place.row]
    return [
        f"line {place.first}: {name} is {cells[name]!r}, was written as {truth[name]!r}"
        for name in draft.names
        if name in truth
        and not _is_same(draft.declaration, name, cells[name], truth[name])
        and not (place.is_partial and _is_begun(draft, name, cells[name], truth[name]))
    ]


def _is_begun(draft: Draft, name: str, cell: str | None, truth: str) -> bool:
    """Whether a text in the last column is the begin of the true one: no type tells its end."""
    is_text = draft.declaration.columns[name].type == "text"
    return is_text and name == draft.names[-1] and truth.startswith(_shown(cell))


def _shown(cell: str | None) -> str:
    plain = (cell or "").strip(_DECORATION)
    return "" if plain in _BLANK else plain


def _is_same(declaration: Declaration, name: str, cell: str | None, truth: str) -> bool:
    kind = declaration.columns[name].type
    shown = _shown(cell)
    if kind == "text":
        return shown == _shown(truth)
    if not shown or not truth:
        return shown == truth
    if kind in ("amount", "decimal", "rate", "integer"):
        return _number(shown) == Decimal(truth)
    if kind in ("date", "timestamp"):
        return _moment(shown) == datetime.fromisoformat(truth)
    return shown.removeprefix("No:") == truth


def _number(text: str) -> Decimal | None:
    plain = re.sub("^[¥￥]", "", text).removesuffix("元")
    if not _NUMBER.fullmatch(plain):
        return None
    try:
        return Decimal(plain.replace(",", ""))
    except InvalidOperation:
        return None


def _moment(text: str) -> datetime | None:
    if re.fullmatch(r"[0-9]{5}(\.[0-9]+)?", text):
        seconds = round(Decimal(text) * 86400)
        return datetime(1899, 12, 30) + timedelta(seconds=seconds)
    for form in (day + time for day in _FORMS for time in _TIMES):
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    return None
