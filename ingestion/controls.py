"""Control totals: what a file states about itself, against the rows that were loaded."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc

from ingestion.cells import DECORATION, EXACT, Checked, exact
from ingestion.declarations import Comparison, Declaration, header_key
from ingestion.results import RefusedFile
from ingestion.rows import ControlRow, fields

_SHOWN_CHARACTERS = 100


class ColumnTotals:
    """Exact figures of the loaded rows: one for each comparison that a stated total calls for."""

    def __init__(self, declaration: Declaration):
        self._figures = dict.fromkeys(declaration.comparisons, Decimal(0))

    def add(self, canonical: Mapping[str, Checked]) -> None:
        """Add the checked rows of one chunk."""
        columns = {comparison.column for comparison in self._figures}
        amounts = {name: exact(canonical[name].canonical) for name in columns & canonical.keys()}
        row_count = len(next(iter(canonical.values())).canonical)
        for comparison in self._figures:
            if comparison.rows:
                cells = pa.repeat(pa.scalar(Decimal(1), EXACT), row_count)
            elif comparison.column in amounts:
                cells = amounts[comparison.column]
            else:
                continue  # a version of the format without the column
            if comparison.when:
                values = pa.array(comparison.when.values, pa.string())
                applies = pc.is_in(canonical[comparison.when.column].canonical, value_set=values)
                cells = cells.filter(applies)
            self._figures[comparison] += _figure(comparison, cells)

    def get(self, comparison: Comparison) -> Decimal:
        """Return the figure that the comparison names."""
        return self._figures[comparison]


def _figure(comparison: Comparison, amounts: pa.Array) -> Decimal:
    if comparison.count:
        amounts = pc.not_equal(amounts, pa.scalar(Decimal(0), EXACT))
    elif comparison.absolute_sum:
        amounts = pc.abs(amounts)
    return Decimal(pc.sum(amounts).as_py() or 0)


def stated_totals(
    declaration: Declaration,
    preamble: Iterable[str],
    control: Sequence[ControlRow],
    totals: ColumnTotals,
) -> dict[str, dict[str, object]]:
    """Return each stated total with what the loaded rows say: {name: {stated, computed, is_match}}.

    Totals are stated in lines before the data, in control rows and in the tail. Amounts are
    decimal text, so nothing is lost on the way to JSON.
    """
    found: dict[str, dict[str, object]] = {}
    for text in [*preamble, *(row.text for row in control)]:
        found |= _matched(declaration, text, totals)
    for row in control:
        found |= _total_row(declaration, row, totals)
    for names, values in _tails(declaration, control):
        compare = declaration.tail.compare
        stated = zip(names, values, strict=False)
        found |= {
            name: _compared(value, totals.get(compare[name]))
            for name, value in stated
            if name in compare
        }
    return found


def _matched(
    declaration: Declaration, text: str, totals: ColumnTotals
) -> dict[str, dict[str, object]]:
    text = unicodedata.normalize("NFKC", text.lstrip("\ufeff")).strip('"')
    return {
        name: _compared(match[name], totals.get(comparison))
        for total in declaration.control_totals
        if (match := re.search(total.pattern, text))
        for name, comparison in total.compare.items()
    }


def _tails(
    declaration: Declaration, control: Sequence[ControlRow]
) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the cells of each line of names and of the line of values after it."""
    if declaration.tail is None:
        return
    for names, values in pairwise(control):
        if header_key(names.text).startswith(declaration.tail.first):
            delimiter = "," if "," in names.text else "\t"
            yield _cells(names.text, delimiter), _cells(values.text, delimiter)


def _cells(text: str, delimiter: str) -> list[str]:
    """Return the cells of a line without decoration, those at its end left out that are blank."""
    cells = [cell.strip(DECORATION) for cell in fields(text, delimiter)]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _total_row(
    declaration: Declaration, row: ControlRow, totals: ColumnTotals
) -> dict[str, dict[str, object]]:
    if declaration.total_rows is None:
        return {}
    cells = {name: row.cells.get(name) for name in declaration.total_rows.compare}
    return {
        name: _compared(cell, totals.get(Comparison(sum=name)))
        for name, cell in cells.items()
        if cell and re.search("[0-9]", cell)
    }


def _compared(stated: str, computed: Decimal) -> dict[str, object]:
    """Return a stated total beside the computed one; what is no number is shown as it stands."""
    shown = {"stated": stated[:_SHOWN_CHARACTERS], "computed": f"{computed.normalize():f}"}
    try:
        figure = Decimal(re.sub(r"[^0-9.+-]", "", stated))
    except InvalidOperation:
        return {**shown, "is_match": False}
    return {**shown, "stated": f"{figure.normalize():f}", "is_match": figure == computed}


def mismatch_reason(compared: Mapping[str, Mapping[str, object]]) -> str | None:
    """Return the reason that marks a file whose totals disagree with its rows, else null."""
    wrong = [
        f"{name} stated {total['stated']}, rows say {total['computed']}"
        for name, total in compared.items()
        if not total["is_match"]
    ]
    return f"control_total_mismatch: {'; '.join(wrong)}" if wrong else None


def refuse_if_cut_off(
    declaration: Declaration, preamble: Iterable[str], control: Sequence[ControlRow]
) -> None:
    """Refuse a file that lacks the end which every whole file of its format has.

    That is the tail, or the footer's last line where the file has the format's whole preamble.
    """
    if declaration.tail:
        tails = list(_tails(declaration, control))
        if not tails or len(tails[-1][1]) < len(tails[-1][0]):
            raise _cut_off(declaration, f"no totals under {declaration.tail.first}")
    if not (declaration.preamble and declaration.footer and declaration.footer.last):
        return
    lines = [line.lstrip('\ufeff" ') for line in preamble]
    signs = filter(None, (declaration.preamble.first, declaration.preamble.last))
    begins = all(any(line.startswith(sign) for line in lines) for sign in signs)
    ends = any(row.text.lstrip('" ').startswith(declaration.footer.last) for row in control)
    if begins and not ends:
        raise _cut_off(declaration, f"no line {declaration.footer.last}…")


def _cut_off(declaration: Declaration, sign: str) -> RefusedFile:
    return RefusedFile("cut_off", sign, format_code=declaration.code)
