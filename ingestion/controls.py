"""Control totals: what a file states about itself, against the rows that were loaded."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from ingestion.cells import EXACT, Checked, exact
from ingestion.declarations import Comparison, Declaration
from ingestion.results import RefusedFile
from ingestion.rows import ControlRow


class ColumnTotals:
    """Exact count of non-zero cells, sum and absolute sum of the columns that totals name."""

    def __init__(self, declaration: Declaration):
        stated = [c.column for t in declaration.control_totals for c in t.compare.values()]
        stated += declaration.total_rows.compare if declaration.total_rows else ()
        self._totals = {column: [0, Decimal(0), Decimal(0)] for column in stated}

    def add(self, canonical: Mapping[str, Checked]) -> None:
        """Add the checked rows of one chunk."""
        for name in self._totals.keys() & canonical.keys():
            amounts = exact(pc.drop_null(canonical[name].canonical))
            total = self._totals[name]
            total[0] += pc.sum(pc.not_equal(amounts, pa.scalar(Decimal(0), EXACT))).as_py() or 0
            total[1] += pc.sum(amounts).as_py() or 0
            total[2] += pc.sum(pc.abs(amounts)).as_py() or 0

    def get(self, comparison: Comparison) -> Decimal:
        """Return the figure that the comparison names."""
        count, plain, absolute = self._totals[comparison.column]
        if comparison.count:
            return Decimal(count)
        return plain if comparison.sum else absolute


def stated_totals(
    declaration: Declaration, control: Iterable[ControlRow], totals: ColumnTotals
) -> dict[str, dict[str, object]]:
    """Return each stated total with what the loaded rows say: {name: {stated, computed, is_match}}.

    Amounts are decimal text, so nothing is lost on the way to JSON.
    """
    found: dict[str, dict[str, object]] = {}
    for row in control:
        text = unicodedata.normalize("NFKC", row.text).strip('"')
        for total in declaration.control_totals:
            if match := re.search(total.pattern, text):
                for name, comparison in total.compare.items():
                    found[name] = _compared(match[name], totals.get(comparison))
        found |= _total_row(declaration, row, totals)
    return found


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
    figure = Decimal(re.sub(r"[^0-9.+-]", "", stated))
    shown = {"stated": f"{figure.normalize():f}", "computed": f"{computed.normalize():f}"}
    return {**shown, "is_match": figure == computed}


def mismatch_reason(compared: Mapping[str, Mapping[str, object]]) -> str | None:
    """Return the reason that marks a file whose totals disagree with its rows, else null."""
    wrong = [
        f"{name} stated {total['stated']}, rows say {total['computed']}"
        for name, total in compared.items()
        if not total["is_match"]
    ]
    return f"control_total_mismatch: {'; '.join(wrong)}" if wrong else None


def refuse_if_cut_off(
    declaration: Declaration, preamble: Iterable[str], control: Iterable[ControlRow]
) -> None:
    """Refuse a file that begins as the format does and lacks the format's last line."""
    if not (declaration.preamble and declaration.footer and declaration.footer.last):
        return
    begins = any(line.lstrip("\ufeff").startswith(declaration.preamble.first) for line in preamble)
    ends = any(row.text.lstrip('" ').startswith(declaration.footer.last) for row in control)
    if begins and not ends:
        raise RefusedFile(
            f"cut off: no line {declaration.footer.last}…", format_code=declaration.code
        )
