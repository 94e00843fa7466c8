"""The forecasters. Each maps (history, future, regressors) to y_hat in float yuan, one value a row
of `future`, from nothing but the rows of `history` and the known-future regressors.
"""

import logging
import math
from collections.abc import Callable, Sequence

import lightgbm as lgb
import numpy as np
import pandas as pd
from prophet import Prophet

from ml.features import LEVEL_DAYS, WEEK, History, origin_features

SEED = 20240618
TWO_YEARS_DAYS = 730
Forecaster = Callable[[pd.DataFrame, pd.DataFrame, Sequence[str]], pd.Series]

LIGHTGBM_PARAMETERS = {
    "objective": "regression_l1",
    "n_estimators": 160,
    "learning_rate": 0.06,
    "num_leaves": 15,
    "min_child_samples": 30,
    "subsample": 0.9,
    "subsample_freq": 1,
    "colsample_bytree": 0.8,
    "reg_lambda": 1.0,
    "random_state": SEED,
    "n_jobs": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
}


def seasonal_naive(
    history: pd.DataFrame, future: pd.DataFrame, regressors: Sequence[str]
) -> pd.Series:
    """The same weekday of the last week of the history, repeated; 0 where there is none."""
    cutoff = history.groupby("series_id")["ds"].max().rename("cutoff")
    rows = future[["series_id", "ds"]].join(cutoff, on="series_id")
    ahead = (rows["ds"] - rows["cutoff"]).dt.days
    rows["ds"] = rows["ds"] - pd.to_timedelta(np.ceil(ahead / WEEK) * WEEK, unit="D")
    found = rows.merge(history[["series_id", "ds", "y"]], on=["series_id", "ds"], how="left")
    return pd.Series(found["y"].fillna(0.0).to_numpy(), index=future.index)


def prophet(history: pd.DataFrame, future: pd.DataFrame, regressors: Sequence[str]) -> pd.Series:
    """Prophet a series: trend, week, year where two years are known, and the regressors that vary.

    Source: Taylor & Letham, Forecasting at Scale (2018).
    """
    forecasts = [
        _prophet_series(history[history["series_id"] == series_id], rows, regressors)
        for series_id, rows in future.groupby("series_id", sort=False)
    ]
    return pd.concat(forecasts).reindex(future.index)


def _prophet_series(
    history: pd.DataFrame, future: pd.DataFrame, regressors: Sequence[str]
) -> pd.Series:
    varying = [name for name in regressors if history[name].nunique() > 1]
    model = Prophet(
        weekly_seasonality=True,
        yearly_seasonality=len(history) >= TWO_YEARS_DAYS,
        daily_seasonality=False,
        seasonality_mode="multiplicative",
        uncertainty_samples=0,
    )
    for name in varying:
        model.add_regressor(name, standardize=False, prior_scale=1.0)
    logging.getLogger("cmdstanpy").setLevel(logging.WARNING)
    model.fit(history[["ds", "y", *varying]], seed=SEED)
    forecast = model.predict(future[["ds", *varying]])
    return pd.Series(forecast["yhat"].to_numpy(), index=future.index)


def lightgbm(history: pd.DataFrame, future: pd.DataFrame, regressors: Sequence[str]) -> pd.Series:
    """One gradient-boosted model over all series: y as a ratio to the level at the origin, by days
    ahead, seen from an origin each week. A series without a positive level is forecast as 0.

    Source: the direct strategy of Ben Taieb et al. (2012); Ke et al., LightGBM (2017).
    """
    cutoff = history["ds"].max()
    horizon = (future["ds"].max() - cutoff).days
    tables = _tables(history, future, regressors)
    train = origin_features(tables, _weekly_origins(tables.values.index, cutoff, horizon), horizon)
    target = tables.values.stack().rename("y")
    train = train.join(target, on=["ds", "series_id"]).dropna(subset=["y"])
    ahead = origin_features(tables, pd.DatetimeIndex([cutoff]), horizon)
    if train.empty or ahead.empty:
        return pd.Series(0.0, index=future.index)
    names = [name for name in train.columns if name not in ("origin", "ds", "level", "y")]
    categories = pd.CategoricalDtype(sorted(history["series_id"].unique()))
    features, seen = (rows[names].astype({"series_id": categories}) for rows in (train, ahead))
    model = lgb.LGBMRegressor(**LIGHTGBM_PARAMETERS)
    model.fit(features, train["y"] / train["level"])
    ahead["y_hat"] = np.asarray(model.predict(seen)) * ahead["level"]
    found = future[["series_id", "ds"]].merge(
        ahead[["series_id", "ds", "y_hat"]], on=["series_id", "ds"], how="left"
    )
    return pd.Series(found["y_hat"].fillna(0.0).to_numpy(), index=future.index)


def _tables(history: pd.DataFrame, future: pd.DataFrame, regressors: Sequence[str]) -> History:
    """Long rows as days × series tables; a regressor before a series began is taken as 0."""
    values = history.pivot(index="ds", columns="series_id", values="y")
    known = pd.concat([history, future]).pivot(
        index="ds", columns="series_id", values=list(regressors)
    )
    calendar = {name: known[name][values.columns].fillna(0.0) for name in regressors}
    return History(values=values, calendar=calendar)


def _weekly_origins(days: pd.DatetimeIndex, cutoff: pd.Timestamp, horizon: int) -> pd.DatetimeIndex:
    """Origins a week apart, the last of them `horizon` days before the cutoff."""
    last = cutoff - pd.Timedelta(days=horizon)
    weeks = math.floor(((last - days.min()).days - LEVEL_DAYS + 1) / WEEK)
    return pd.DatetimeIndex([last - pd.Timedelta(days=WEEK * k) for k in range(weeks, -1, -1)])


CHALLENGERS: dict[str, Forecaster] = {"prophet": prophet, "lightgbm": lightgbm}
NAIVE = "seasonal_naive"
FORECASTERS: dict[str, Forecaster] = {NAIVE: seasonal_naive} | CHALLENGERS
