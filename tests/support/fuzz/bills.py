"""Write a bill of any declared format from a seed, and remember what was written."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from ingestion.declarations import (
    Column,
    Comparison,
    Declaration,
    DirectionSign,
    SignedAmount,
    TwoColumnSign,
)

_WORDS = ("女装", "上衣 A", "满减, 立减", '引"号', "备注", "x", "提现单号:TX1", "")
_FIRST_DAY = datetime(2026, 6, 1)
Cells = dict[str, str]


@dataclass
class Line:
    """A line of the file: its cells, and the number of the true row it shows, null for others.

    The one cell of a raw line is written as it is; `encoding` is that of this line alone.
    """

    cells: list[str]
    row: int | None = None
    is_raw: bool = False
    has_end: bool = True
    encoding: str | None = None


@dataclass
class Draft:
    """A bill on its way to a file: the lines to damage, and the rows that are true of them.

    The file ends within the line `cut`, or after the line `last`, where there is one.
    """

    declaration: Declaration
    names: list[str]
    rows: list[Cells]
    before: list[Line]
    header: Line
    lines: list[Line]
    encoding: str = "utf-8-sig"
    newline: str = "\r\n"
    delimiter: str = ","
    container: str = "text"
    quotes_all: bool = False
    is_typed: bool = False
    cut: Line | None = None
    cuts_characters: bool = False
    last: Line | None = None
    byte_changes: list[Callable[[bytes], bytes]] = field(default_factory=list)

    def data(self) -> list[Line]:
        """Return the lines that show rows."""
        return [line for line in self.lines if line.row is not None]

    def table(self) -> list[Line]:
        """Return the header and the lines that are as wide."""
        width = len(self.header.cells)
        return [self.header, *(line for line in self.lines if len(line.cells) == width)]

    def column(self, *types: str) -> list[int]:
        """Return the positions of the columns of these types."""
        columns = self.declaration.columns
        return [i for i, n in enumerate(self.names) if n in columns and columns[n].type in types]


def draft(declaration: Declaration, chance: random.Random) -> Draft:
    """Return a whole and sound bill with three to a dozen rows."""
    names = list(declaration.columns)
    rows = [_row(declaration, chance, number) for number in range(chance.randint(3, 12))]
    lines = [Line([row[name] for name in names], number) for number, row in enumerate(rows)]
    if declaration.explanatory_rows:
        lines.insert(0, Line(["说明" for _ in names]))
    before = []
    if declaration.preamble:
        prefix = declaration.preamble.prefix
        before = [Line([declaration.preamble.first]), Line([f"{prefix}账号:[2088]"])]
    lines += _ends(declaration, rows)
    return Draft(declaration, names, rows, before, Line(list(names)), lines)


def _row(declaration: Declaration, chance: random.Random, number: int) -> Cells:
    cells = {
        name: _cell(column, chance, number, name in declaration.natural_key)
        for name, column in declaration.columns.items()
    }
    sign = declaration.sign
    goes_in = chance.random() < 0.6
    if sign and sign.direction:
        values = sign.direction.in_values if goes_in else sign.direction.out_values
        cells[sign.direction.column] = chance.choice(values)
    if isinstance(sign, TwoColumnSign):
        cells[sign.in_column] = _amount(chance) if goes_in else "0.00"
        cells[sign.out_column] = "0.00" if goes_in else _amount(chance)
    elif isinstance(sign, DirectionSign):
        cells[sign.amount] = _amount(chance)
    elif isinstance(sign, SignedAmount) and sign.direction:
        cells[sign.amount] = _amount(chance) if goes_in else f"-{_amount(chance)}"
    return cells


def _cell(column: Column, chance: random.Random, number: int, is_key: bool) -> str:
    if not (column.filled or column.required or is_key) and chance.random() < 0.3:
        return ""
    moment = _FIRST_DAY + timedelta(seconds=chance.randrange(30 * 86400))
    forms = {
        "id": f"{chance.randrange(10**6, 10**7)}{number:04d}{chance.randrange(10**6, 10**7)}1",
        "amount": _amount(chance),
        "decimal": _amount(chance),
        "rate": f"0.{chance.randrange(10, 99)}",
        "integer": str(chance.randrange(1, 99)),
        "date": f"{moment:%Y-%m-%d}",
        "timestamp": f"{moment:%Y-%m-%d %H:%M:%S}",
        "time": f"{moment:%H:%M:%S}",
        "month": "202606",
        "date_range": "20260601~20260630",
        "text": chance.choice(_WORDS[:-1] if column.filled else _WORDS),
    }
    return forms[column.type]


def _amount(chance: random.Random) -> str:
    cents = chance.randrange(1, 10 ** chance.randint(3, 8))
    return f"{cents // 100}.{cents % 100:02d}"


def _ends(declaration: Declaration, rows: list[Cells]) -> list[Line]:
    """Return the control lines after the data: a footer, or a tail with true figures."""
    lines = []
    if declaration.footer:
        lines.append(Line([f"{declaration.footer.prefix}----"]))
        if declaration.footer.last:
            lines.append(Line([f"{declaration.footer.last}:[2026-07-01]"]))
    if declaration.tail:
        compare = declaration.tail.compare
        names = sorted(compare, key=lambda name: name != declaration.tail.first)
        lines.append(Line(names))
        lines.append(Line([_figure(compare[name], rows) for name in names]))
    return lines


def _figure(comparison: Comparison, rows: list[Cells]) -> str:
    kept = rows
    if comparison.when:
        kept = [r for r in rows if r[comparison.when.column] in comparison.when.values]
    if comparison.rows:
        return str(len(kept))
    amounts = [Decimal(row[comparison.column] or 0) for row in kept]
    if comparison.count:
        return str(sum(amount != 0 for amount in amounts))
    return str(sum((a if comparison.sum else abs(a) for a in amounts), Decimal(0)))
