"""Prediction intervals from the errors that the back-test made, not from a model's own belief.

Source: Vovk et al., split conformal prediction; the rank is ⌈(n + 1)·level⌉.
"""

import math

import numpy as np
import pandas as pd

SCORE_KEYS = ["series_id", "model_name"]


def conformal_width(scores: np.ndarray, level: float) -> float:
    """The half width, in levels, that covers a new error with probability `level` or more.

    `scores` are |error| / level. With too few of them for the rank, the largest is used.
    Raises ValueError when there are none.
    """
    if scores.size == 0:
        raise ValueError("no error to learn an interval from")
    rank = min(scores.size, math.ceil((scores.size + 1) * level))
    return float(np.sort(scores)[rank - 1])


def error_scores(backtest: pd.DataFrame) -> pd.Series:
    """|y − ŷ| as a multiple of the series' level at the cutoff."""
    return (backtest["y"] - backtest["y_hat"]).abs() / backtest["level"]


def fold_intervals(backtest: pd.DataFrame, level: float) -> pd.DataFrame:
    """`backtest` with `y_lower` and `y_upper`, a fold's width learnt from the other folds alone, so
    that its coverage is measured and not assumed. A series with one fold gets no interval (nan).
    """
    widths = pd.Series(np.nan, index=backtest.index)
    scores = error_scores(backtest)
    for _, rows in backtest.groupby(SCORE_KEYS, sort=False):
        for cutoff in rows["cutoff"].unique():
            here = rows["cutoff"] == cutoff
            others = scores[rows.index[~here]].to_numpy()
            if others.size:
                widths[rows.index[here]] = conformal_width(others, level)
    half = widths * backtest["level"]
    return backtest.assign(
        y_lower=(backtest["y_hat"] - half).clip(lower=0.0), y_upper=backtest["y_hat"] + half
    )


def coverage(rows: pd.DataFrame) -> float:
    """Share of days whose y lies in its interval; nan where no interval was measured.

    The lower end is cut at 0, so a day of net refunds (y < 0) counts as below every interval.
    """
    measured = rows.dropna(subset=["y_lower"])
    if measured.empty:
        return float("nan")
    return float(measured["y"].between(measured["y_lower"], measured["y_upper"]).mean())
