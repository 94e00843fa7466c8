"""Rolling-origin back-test: each model forecasts the last months from the days before them alone.

Source: Tashman (2000), Out-of-sample tests of forecasting accuracy.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from ml.features import LEVEL_DAYS
from ml.forecasting.models import NAIVE, Forecaster, seasonal_naive

_MANY_FOLDS = 12
FOLD_COLUMNS = {
    "series_id": "str",
    "ds": "datetime64[ns]",
    "y": "float64",
    "cutoff": "datetime64[ns]",
    "horizon_day": "int64",
    "level": "float64",
    "model_name": "str",
    "y_hat": "float64",
}


def cutoffs_of(
    days: int, trained_through: pd.Timestamp, horizon: int, folds: int, least: int
) -> list[pd.Timestamp]:
    """The cutoffs, oldest first, that leave at least `least` days before and `horizon` after."""
    possible = min(folds, (days - least) // horizon)
    return [trained_through - pd.Timedelta(days=horizon * k) for k in range(possible, 0, -1)]


def run_backtest(
    history: pd.DataFrame,
    regressors: Sequence[str],
    cutoffs: Mapping[pd.Timestamp, Sequence[str]],
    horizon: int,
    forecasters: Mapping[str, Forecaster],
) -> pd.DataFrame:
    """Forecasts of every model from every cutoff: `series_id`, `model_name`, `cutoff`, `ds`,
    `horizon_day`, `y`, `y_hat` (float yuan, never negative) and `level` (mean of the 28 days to the
    cutoff, at least 1 yuan). `cutoffs` names the series that have enough history at each of them.
    """
    tasks = (
        delayed(_fold)(rows, regressors, (cutoff, cutoff + pd.Timedelta(days=horizon)), name, model)
        for cutoff, series_ids in cutoffs.items()
        for rows in [history[history["series_id"].isin(series_ids)]]
        for name, model in forecasters.items()
    )
    # A fold takes a second or two, and a process for each core as long to start.
    workers = -1 if len(cutoffs) * len(forecasters) >= _MANY_FOLDS else 1
    folds = Parallel(n_jobs=workers)(tasks)
    return pd.concat(folds, ignore_index=True)[[*FOLD_COLUMNS]].sort_values(
        ["series_id", "model_name", "cutoff", "ds"], ignore_index=True
    )


def _fold(
    rows: pd.DataFrame,
    regressors: Sequence[str],
    days: tuple[pd.Timestamp, pd.Timestamp],
    name: str,
    model: Forecaster,
) -> pd.DataFrame:
    """What one model would have forecast from the first of the two days to the second."""
    cutoff, end = days
    train = rows[rows["ds"] <= cutoff]
    test = rows[(rows["ds"] > cutoff) & (rows["ds"] <= end)].reset_index(drop=True)
    keys = test[["series_id", "ds", "y"]].assign(
        cutoff=cutoff, horizon_day=(test["ds"] - cutoff).dt.days
    )
    keys = keys.join(recent_level(train), on="series_id")
    forecast = model(train, test.drop(columns="y"), regressors)
    return keys.assign(model_name=name, y_hat=forecast.clip(lower=0.0).to_numpy())


def naive_rest(
    history: pd.DataFrame, cutoffs: Mapping[pd.Timestamp, Sequence[str]], horizon: int
) -> pd.DataFrame:
    """Seasonal naive from every cutoff for the series that are not back-tested there, so that a
    total can be compared with everything that was sold. Columns as `run_backtest`.
    """
    everybody = history["series_id"].unique()
    others = {
        cutoff: [name for name in everybody if name not in set(tested)]
        for cutoff, tested in cutoffs.items()
    }
    return run_backtest(history, (), others, horizon, {NAIVE: seasonal_naive})


def recent_level(history: pd.DataFrame) -> pd.Series:
    """Mean y of the last 28 days of each series, at least 1 yuan: the scale of its errors."""
    last = history.groupby("series_id", sort=True).tail(LEVEL_DAYS)
    return last.groupby("series_id")["y"].mean().clip(lower=1.0).rename("level")


def wape(y: pd.Series, y_hat: pd.Series) -> float:
    """Σ|y − ŷ| / Σ|y|; nan when nothing was sold."""
    sold = y.abs().sum()
    return float((y - y_hat).abs().sum() / sold) if sold else float("nan")


def score_models(backtest: pd.DataFrame) -> pd.DataFrame:
    """`series_id`, `model_name`, `wape`, `naive_wape`, one row a series and model."""
    rows = [
        (series_id, model_name, wape(fold["y"], fold["y_hat"]))
        for (series_id, model_name), fold in backtest.groupby(["series_id", "model_name"])
    ]
    scores = pd.DataFrame(rows, columns=["series_id", "model_name", "wape"])
    naive = scores[scores["model_name"] == NAIVE].set_index("series_id")["wape"]
    return scores.assign(naive_wape=scores["series_id"].map(naive))


def champions(scores: pd.DataFrame) -> pd.Series:
    """The model of each series with the least WAPE; seasonal naive unless another one beats it."""
    best = scores[(scores["model_name"] == NAIVE) | (scores["wape"] < scores["naive_wape"])].assign(
        rank=lambda rows: np.where(rows["model_name"] == NAIVE, 1, 0)
    )
    ordered = best.sort_values(["series_id", "wape", "rank", "model_name"], na_position="last")
    return ordered.drop_duplicates("series_id").set_index("series_id")["model_name"]
