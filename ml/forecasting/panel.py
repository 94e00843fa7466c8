"""Reads a panel of daily series and refuses, with the reason, one that cannot be forecast from."""

from dataclasses import dataclass

import pandas as pd

from ml.features import windowed_regressors

KEYS = ["series_id", "ds"]
TOTAL = "total"


@dataclass(frozen=True)
class Panel:
    """A checked panel.

    `history`: `series_id`, `ds`, `y` (float yuan) and numeric regressors, daily without a gap from
    the first day with money through `trained_through`. `future`: the same keys and regressors for
    the `horizon` days after. `series_ids`: every series asked for, also those that never sold.
    """

    history: pd.DataFrame
    future: pd.DataFrame
    regressors: tuple[str, ...]
    series_ids: tuple[str, ...]
    trained_through: pd.Timestamp


def read_panel(frame: pd.DataFrame, horizon: int) -> Panel:
    """Check `frame` (`series_id`, `ds`, `y`, any known-future regressors) and split it at the last
    day whose y is known. Raises ValueError naming the series or column at fault.
    """
    missing = [name for name in (*KEYS, "y") if name not in frame.columns]
    if missing:
        raise ValueError(f"the panel lacks the columns {missing}")
    rows = frame.assign(
        series_id=frame["series_id"].astype(str),
        ds=pd.to_datetime(frame["ds"]).astype("datetime64[ns]"),
        y=pd.to_numeric(frame["y"].astype(float)),
    ).sort_values(KEYS, ignore_index=True)
    regressors = tuple(sorted(name for name in rows.columns if name not in (*KEYS, "y")))
    _require_unique(rows)
    known = rows.loc[rows["y"].notna(), "ds"]
    if known.empty:
        raise ValueError("the panel has no day with a known y")
    trained_through = known.max()
    _require_whole(rows, regressors, trained_through, horizon)
    rows = windowed_regressors(rows, regressors)
    names = tuple(name for name in rows.columns if name not in (*KEYS, "y"))
    started = rows["y"].fillna(0.0).ne(0.0).groupby(rows["series_id"], sort=False).cummax()
    last = trained_through + pd.Timedelta(days=horizon)
    return Panel(
        history=rows[started & (rows["ds"] <= trained_through)].reset_index(drop=True),
        future=rows.loc[
            (rows["ds"] > trained_through) & (rows["ds"] <= last), [*KEYS, *names]
        ].reset_index(drop=True),
        regressors=names,
        series_ids=tuple(rows["series_id"].drop_duplicates()),
        trained_through=trained_through,
    )


def _require_unique(rows: pd.DataFrame) -> None:
    repeated = rows[rows.duplicated(KEYS)]
    if not repeated.empty:
        first = repeated.iloc[0]
        raise ValueError(f"series {first['series_id']} has {first['ds']:%Y-%m-%d} more than once")
    if (rows["series_id"] == TOTAL).any():
        raise ValueError(f"the series id {TOTAL!r} is kept for the sum of all series")


def _require_whole(
    rows: pd.DataFrame, regressors: tuple[str, ...], trained_through: pd.Timestamp, horizon: int
) -> None:
    """Every series has every day, y through the last known day, regressors through the horizon."""
    last = trained_through + pd.Timedelta(days=horizon)
    for series_id, series in rows.groupby("series_id", sort=False):
        days = series["ds"]
        if days.max() < last:
            raise ValueError(
                f"series {series_id} has no calendar for {last:%Y-%m-%d}, {horizon} days ahead"
            )
        if len(days) != (days.max() - days.min()).days + 1:
            raise ValueError(f"series {series_id} lacks days between its first and its last")
        if series.loc[days <= trained_through, "y"].isna().any():
            raise ValueError(
                f"series {series_id} lacks y on a day up to {trained_through:%Y-%m-%d}"
            )
        unknown = [name for name in regressors if series[name].isna().any()]
        if unknown:
            raise ValueError(f"series {series_id} lacks values of the regressors {unknown}")
