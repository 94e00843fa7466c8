"""Which period each download covers, and as of when."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulator.clock import DAY, month_start, month_text
from simulator.files.encode import compact_day
from simulator.files.parts import after_sale_at
from simulator.world import World

FINAL_DAYS = 12  # orders of these first days of a month are final on the 3rd of the next


def between(frame: pd.DataFrame, column: str, first: int, stop: int) -> pd.DataFrame:
    """Rows with first <= column < stop."""
    return frame[(frame[column] >= first) & (frame[column] < stop)]


def compact(seconds: int) -> str:
    """YYYYMMDD of an instant."""
    return compact_day([seconds])[0].as_py()


def periods(months: list[int], end: int) -> Iterator[tuple[str, int, int]]:
    """Downloads of a ledger: every month, then ten days and single days that overlap the last."""
    for month in months:
        yield (
            month_text(month).replace("-", ""),
            month_start(month),
            min(month_start(month + 1), end),
        )
    yield f"{compact(end - 12 * DAY)}-{compact(end - 3 * DAY)}", end - 12 * DAY, end - 2 * DAY
    for back in range(5, 0, -1):
        yield compact(end - back * DAY), end - back * DAY, end - (back - 1) * DAY


def snapshots(month: int, end: int, downloads: int) -> list[tuple[str, int, int, int]]:
    """Downloads of a month of orders: (label, first second, last second, state as of).

    The month is downloaded on the 3rd of the next month; its last days, which were not final then,
    once more two months later (only if there is a second download). What lies behind the last day
    of the bills is not known yet.
    """
    first, stop = month_start(month), month_start(month + 1)
    early = min(stop + 2 * DAY, end)
    late = min(month_start(month + 3), end)
    if downloads == 1:
        return [("", first, stop, end)]
    files = [("", first, stop, early)]
    if late > early:
        files.append(("_补充", first + FINAL_DAYS * DAY, stop, late))
    return files


def age_of(month: int, months: list[int]) -> int:
    """Age of the form in which a month is downloaded: 0 for the last third of the months, 1, 2."""
    return min((months[-1] - month) * 3 // len(months), 2)


@dataclass(frozen=True)
class OrderDownload:
    """Sub-orders of a month as they stood at a moment; `after_sale` is the state of each."""

    month: int
    label: str
    first: int
    stop: int
    moment: int
    line: pd.DataFrame
    after_sale: np.ndarray

    @property
    def name(self) -> str:
        """`YYYYMM` and the label."""
        return f"{month_text(self.month).replace('-', '')}{self.label}"


def order_downloads(world: World, shop: int, months: list[int]) -> Iterator[OrderDownload]:
    """Every order export of a shop."""
    company = world.company
    line = world.line[(world.line["shop"] == shop) & world.line["is_exported"]]
    refund = world.refund[world.refund["shop"] == shop]
    for month in months:
        windows = snapshots(month, company.end, company.parameters["downloads"])
        for label, first, stop, moment in windows:
            part = between(line, "created", first, stop)
            state = after_sale_at(refund, len(world.line), moment)[part.index.to_numpy()]
            part = part.reset_index(drop=True)
            yield OrderDownload(month, label, first, stop, moment, part, state)


def ledger_downloads(
    frame: pd.DataFrame, world: World, shop: int, months: list[int]
) -> Iterator[tuple[str, int, int, pd.DataFrame]]:
    """Every download of a shop's dated rows: name, first second, end, rows."""
    own = frame[frame["shop"] == shop]
    for name, first, stop in periods(months, world.company.end):
        yield name, first, stop, between(own, "at", first, stop).reset_index(drop=True)
