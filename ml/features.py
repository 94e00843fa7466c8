"""Features of a panel of daily series. Every feature of a day uses nothing later than its origin.

Source of the shape: Hyndman & Athanasopoulos, Forecasting: Principles and Practice, ch. 7 and 13.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

WEEK = 7
LEVEL_DAYS = 28


def windowed_regressors(frame: pd.DataFrame, regressors: Sequence[str]) -> pd.DataFrame:
    """`frame` with, beside each calendar regressor, its mean over 1-7 and over 8-14 days before.

    A sale is recognised days after it is ordered, so a festival is still felt when it is over.
    `frame` has `series_id`, `ds` (daily, sorted) and the regressors; values may be boolean.
    """
    columns: dict[str, pd.Series] = {}
    for name in regressors:
        values = frame[name].astype(float)
        columns[name] = values
        by_series = values.groupby(frame["series_id"], sort=False)
        recent = by_series.transform(lambda s: s.shift(1).rolling(WEEK, min_periods=1).mean())
        earlier = by_series.transform(
            lambda s: s.shift(1 + WEEK).rolling(WEEK, min_periods=1).mean()
        )
        columns[f"{name}_past_week"] = recent.fillna(0.0)
        columns[f"{name}_week_before"] = earlier.fillna(0.0)
    return frame.drop(columns=list(regressors)).assign(**columns)


@dataclass(frozen=True)
class History:
    """What may be known at an origin, as days × series tables (a table a regressor)."""

    values: pd.DataFrame
    calendar: Mapping[str, pd.DataFrame]


def origin_features(history: History, origins: pd.DatetimeIndex, horizon: int) -> pd.DataFrame:
    """One row for each origin × series × day ahead, seen from the origin.

    `history.values`: days × series of y without a gap, through the last origin at least;
    `history.calendar`: the numeric regressors, through `horizon` days after the last origin.
    Returns `origin`, `series_id`, `ds`, `level` (mean of the last 28 days, the scale of the row)
    and the features, all ratios to the level or calendar facts. Rows whose level is not positive
    are left out: a ratio to nothing says nothing.
    """
    values = history.values
    level = values.rolling(LEVEL_DAYS, min_periods=LEVEL_DAYS).mean()
    at_origin = {
        "level": level,
        "week_trend": values.rolling(WEEK, min_periods=WEEK).mean(),
        "month_trend": level.shift(LEVEL_DAYS),
    } | {
        f"{name}_at_origin": table.rolling(LEVEL_DAYS, min_periods=1).mean()
        for name, table in history.calendar.items()
    }
    at_weekday = {
        "last_week": values,
        "weekday_mean": sum(values.shift(WEEK * weeks) for weeks in range(4)) / 4,
    }
    blocks = [
        _day_ahead(origins, ahead, at_origin, at_weekday, history.calendar)
        for ahead in range(1, horizon + 1)
    ]
    rows = pd.concat(blocks, ignore_index=True)
    scaled = ["week_trend", "month_trend", "last_week", "weekday_mean"]
    rows = rows[rows["level"] > 0]
    rows[scaled] = rows[scaled].div(rows["level"], axis=0)
    return rows.sort_values(["origin", "series_id", "ds"], ignore_index=True)


def _day_ahead(
    origins: pd.DatetimeIndex,
    ahead: int,
    at_origin: Mapping[str, pd.DataFrame],
    at_weekday: Mapping[str, pd.DataFrame],
    at_day: Mapping[str, pd.DataFrame],
) -> pd.DataFrame:
    """The rows of one number of days ahead; tables are read at the origin or at a day before it."""
    days = origins + pd.Timedelta(days=ahead)
    same_weekday = days - pd.Timedelta(days=WEEK * math.ceil(ahead / WEEK))
    names = at_origin["level"].columns
    columns = {
        "origin": np.repeat(origins.to_numpy(), len(names)),
        "series_id": np.tile(names.to_numpy(), len(origins)),
        "ds": np.repeat(days.to_numpy(), len(names)),
        "days_ahead": ahead,
        "weekday": np.repeat(days.day_of_week.to_numpy(), len(names)),
        "day_of_month": np.repeat(days.day.to_numpy(), len(names)),
    }
    for tables, index in ((at_origin, origins), (at_weekday, same_weekday), (at_day, days)):
        for name, table in tables.items():
            columns[name] = table.reindex(index).to_numpy().ravel()
    return pd.DataFrame(columns)
