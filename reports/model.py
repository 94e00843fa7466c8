"""What a report is made of, before anybody decides whether it becomes a workbook or a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

import pandas as pd

Cell = str | int | Decimal | date | None
Frames = Mapping[str, pd.DataFrame]


class Kind(StrEnum):
    """How a column is shown. Money is yuan with two places, a rate a fraction shown in per cent."""

    TEXT = "text"
    MONEY = "money"
    RATE = "rate"
    COUNT = "count"
    DATE = "date"


@dataclass(frozen=True)
class Column:
    """One column: the name in the frame, the heading in both languages, and how it is shown."""

    name: str
    zh: str
    en: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class Table:
    """Rows in the order they are read. `strong` holds the positions of total rows.

    `page_rows` is how many rows the page shows; the workbook shows all of them.
    """

    zh: str
    en: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    strong: frozenset[int] = frozenset()
    page_rows: int = 60


@dataclass(frozen=True)
class Chart:
    """A drawing as SVG text, with its heading in both languages."""

    zh: str
    en: str
    svg: str


@dataclass(frozen=True)
class Figure:
    """One headline figure of the summary."""

    zh: str
    en: str
    value: Cell
    kind: Kind
    note: str = ""


@dataclass(frozen=True)
class Section:
    """One sheet of the workbook and one chapter of the page."""

    key: str
    zh: str
    en: str
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    figures: tuple[Figure, ...] = ()
    sentences: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """The whole report as of one day."""

    as_of: date
    sections: tuple[Section, ...] = field(default_factory=tuple)


def cell(value: object, kind: Kind) -> Cell:
    """A frame's value as a cell: missing becomes None, numbers exact decimals, timestamps dates,
    truth a tick.
    """
    if value is None or pd.isna(value):
        return None
    if kind in (Kind.MONEY, Kind.RATE):
        return value if isinstance(value, Decimal) else Decimal(str(value))
    if kind is Kind.COUNT:
        return int(value)
    if kind is Kind.DATE:
        return value.date() if isinstance(value, datetime) else value
    if isinstance(value, bool):
        return "✓" if value else None
    return str(value)


def amount(value: object) -> Decimal:
    """A frame's amount as exact yuan with two places; missing is 0."""
    exact = cell(value, Kind.MONEY)
    return Decimal("0.00") if exact is None else Decimal(exact).quantize(Decimal("0.01"))


def total(values: pd.Series) -> Decimal:
    """The exact sum of a column of amounts."""
    return sum((amount(value) for value in values), Decimal("0.00"))


def table(
    zh: str,
    en: str,
    frame: pd.DataFrame,
    columns: Sequence[Column],
    *,
    strong: frozenset[int] = frozenset(),
    page_rows: int = 60,
) -> Table:
    """The rows of `frame`, in its order, under `columns`."""
    picked = zip(*(frame[column.name] for column in columns), strict=True)
    rows = tuple(
        tuple(cell(value, column.kind) for value, column in zip(row, columns, strict=True))
        for row in picked
    )
    return Table(zh, en, tuple(columns), rows, strong, page_rows)


def with_total(given: Table, label_column: int = 0) -> Table:
    """`given` with a last row that adds up its money and counts (合计)."""
    sums: list[Cell] = []
    for position, column in enumerate(given.columns):
        values = [row[position] for row in given.rows]
        if column.kind is Kind.MONEY:
            sums.append(sum((value or Decimal(0) for value in values), Decimal("0.00")))
        elif column.kind is Kind.COUNT:
            sums.append(sum(value or 0 for value in values))
        else:
            sums.append("合计 Total" if position == label_column else None)
    return Table(
        given.zh,
        given.en,
        given.columns,
        (*given.rows, tuple(sums)),
        given.strong | {len(given.rows)},
        given.page_rows,
    )
