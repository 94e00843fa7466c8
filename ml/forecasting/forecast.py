"""A panel in, a long table of forecasts, its back-test and its scores out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ml.forecasting import backtest as bt
from ml.forecasting.intervals import (
    conformal_width,
    coverage,
    error_scores,
    fold_intervals,
)
from ml.forecasting.models import FORECASTERS, NAIVE, WEEK, Forecaster
from ml.forecasting.panel import TOTAL, Panel, read_panel
from ml.money import from_cents, to_cents, to_rate
from ml.versioning import model_version

BOTTOM_UP = "bottom_up"
STAMP = ["model_version", "trained_through"]
FORECAST_COLUMNS = [
    "series_id", "ds", "horizon_day", "y_hat", "y_lower", "y_upper", "interval_level", "model_name",
    *STAMP,
]  # fmt: skip
BACKTEST_COLUMNS = [
    "series_id", "model_name", "cutoff", "ds", "horizon_day", "y", "y_hat", "y_lower", "y_upper",
    *STAMP,
]  # fmt: skip
SCORE_COLUMNS = [
    "series_id", "model_name", "wape", "naive_wape", "interval_coverage", "is_champion", "reason",
    *STAMP,
]  # fmt: skip


@dataclass(frozen=True)
class ForecastParameters:
    """How the panel is forecast. Days are calendar days; `interval_level` is a probability."""

    horizon: int = 30
    folds: int = 4
    least_folds: int = 2
    least_training_days: int = 84
    interval_level: float = 0.8


@dataclass(frozen=True)
class ForecastResult:
    """Three long tables, in yuan with two places.

    `forecast`: the champion of each series and the `total` of all, for each day ahead.
    `backtest`: every model at every cutoff; `bottom_up` for the total.
    `score`: WAPE, coverage and champion of each series and model; `reason` says why a series was
    not modelled. `refusal` says why nothing could be forecast; the tables are then empty.
    """

    forecast: pd.DataFrame
    backtest: pd.DataFrame
    score: pd.DataFrame
    model_version: str
    trained_through: pd.Timestamp | None
    refusal: str | None = None


def forecast_panel(
    panel: pd.DataFrame,
    horizon: int | None = None,
    parameters: ForecastParameters | None = None,
    forecasters: Mapping[str, Forecaster] = FORECASTERS,
) -> ForecastResult:
    """Forecast every series of `panel` (`series_id`, `ds`, `y`, known-future regressors; y null
    after the last known day) for `horizon` days, where it is given, else those of `parameters`.

    A model is champion of a series only when its back-tested WAPE is below that of seasonal naive.
    A series too short for the back-test is forecast by seasonal naive, with the reason in `score`.
    Forecasts are never negative and the series add up to `total` to the cent. The same rows in any
    order give the same tables. Raises ValueError on a panel with gaps, repeats or missing calendar.
    """
    given = parameters or ForecastParameters()
    if horizon is not None:
        given = replace(given, horizon=horizon)
    version = model_version(given)
    if panel.empty or panel["y"].isna().all():
        return _refused("the panel has no day with a known y", version)
    data = read_panel(panel, given.horizon)
    cutoffs = _series_cutoffs(data, given)
    tested = {name for names in cutoffs.values() for name in names}
    reasons = _reasons(data, given, tested)
    backtest = _backtest(data, cutoffs, given, forecasters)
    scores = bt.score_models(backtest) if tested else _no_scores()
    champion = bt.champions(scores)
    ahead = _forecast_ahead(data, champion, forecasters)
    rest = bt.naive_rest(data.history, cutoffs, given.horizon) if tested else backtest
    total = _total_backtest(backtest, rest)
    everything = fold_intervals(
        pd.concat([backtest, total], ignore_index=True), given.interval_level
    )
    widths = _widths(data, everything, champion, given.interval_level)
    stamp = {"model_version": version, "trained_through": data.trained_through.date()}
    return ForecastResult(
        forecast=_forecast_table(data, ahead, widths, given.interval_level, stamp),
        backtest=_backtest_table(everything, stamp),
        score=_score_table(everything, scores, champion, reasons, stamp),
        model_version=version,
        trained_through=data.trained_through,
    )


def _refused(reason: str, version: str) -> ForecastResult:
    return ForecastResult(
        forecast=pd.DataFrame(columns=FORECAST_COLUMNS),
        backtest=pd.DataFrame(columns=BACKTEST_COLUMNS),
        score=pd.DataFrame(columns=SCORE_COLUMNS),
        model_version=version,
        trained_through=None,
        refusal=reason,
    )


def _no_scores() -> pd.DataFrame:
    return pd.DataFrame(columns=["series_id", "model_name", "wape", "naive_wape"])


def _series_cutoffs(data: Panel, given: ForecastParameters) -> dict[pd.Timestamp, list[str]]:
    """For each cutoff, oldest first, the series with enough days before it."""
    cutoffs: dict[pd.Timestamp, list[str]] = {}
    for series_id, days in data.history.groupby("series_id").size().items():
        own = bt.cutoffs_of(
            days, data.trained_through, given.horizon, given.folds, given.least_training_days
        )
        if len(own) >= given.least_folds:
            for cutoff in own:
                cutoffs.setdefault(cutoff, []).append(str(series_id))
    return dict(sorted(cutoffs.items()))


def _reasons(data: Panel, given: ForecastParameters, tested: set[str]) -> dict[str, str]:
    """Why a series is left to seasonal naive."""
    needed = given.least_training_days + given.least_folds * given.horizon
    days = data.history.groupby("series_id").size()
    return {
        name: f"{int(days.get(name, 0))} days of history; {needed} are needed for a back-test"
        for name in data.series_ids
        if name not in tested
    }


def _backtest(
    data: Panel,
    cutoffs: Mapping[pd.Timestamp, list[str]],
    given: ForecastParameters,
    forecasters: Mapping[str, Forecaster],
) -> pd.DataFrame:
    if not cutoffs:
        return pd.DataFrame(columns=[*bt.FOLD_COLUMNS]).astype(bt.FOLD_COLUMNS)
    return bt.run_backtest(data.history, data.regressors, cutoffs, given.horizon, forecasters)


def _forecast_ahead(
    data: Panel, champion: pd.Series, forecasters: Mapping[str, Forecaster]
) -> pd.DataFrame:
    """`series_id`, `ds`, `model_name`, whole cents `y_hat` for the days ahead, champions only."""
    rows = data.future[["series_id", "ds"]].assign(
        model_name=data.future["series_id"].map(champion).fillna(NAIVE)
    )
    values = pd.Series(0.0, index=rows.index)
    for name in sorted(rows["model_name"].unique()):
        own = rows["model_name"] == name
        members = data.history["series_id"].isin(
            champion.index if name != NAIVE else data.series_ids
        )
        asked = data.future[data.future["series_id"].isin(data.history.loc[members, "series_id"])]
        forecast = forecasters[name](data.history[members], asked, data.regressors)
        values[own] = forecast.reindex(rows.index[own]).fillna(0.0)
    return rows.assign(y_hat=to_cents(values.clip(lower=0.0)))


def _total_backtest(backtest: pd.DataFrame, rest: pd.DataFrame) -> pd.DataFrame:
    """The sum over all series at each cutoff, a fold's champions chosen by the other folds alone;
    series that are not back-tested there come in with seasonal naive.
    """
    if backtest.empty:
        return backtest
    chosen = [rest.assign(model_name=BOTTOM_UP), rest]
    for cutoff, fold in backtest.groupby("cutoff", sort=True):
        others = backtest[backtest["cutoff"] != cutoff]
        picked = bt.champions(bt.score_models(others)) if not others.empty else pd.Series()
        names = fold["series_id"].map(picked).fillna(NAIVE)
        chosen += [
            fold[fold["model_name"] == names].assign(model_name=BOTTOM_UP),
            fold[fold["model_name"] == NAIVE],
        ]
    keys = ["model_name", "cutoff", "ds", "horizon_day"]
    summed = pd.concat(chosen).groupby(keys, as_index=False)[["y", "y_hat", "level"]].sum()
    return summed.assign(series_id=TOTAL)


def _widths(data: Panel, everything: pd.DataFrame, champion: pd.Series, level: float) -> pd.Series:
    """Half width in yuan of each series' interval and of the total's.

    A series without a back-test is measured on its own weekly differences, the errors that seasonal
    naive made inside its history.
    """
    picked = pd.concat([champion, pd.Series({TOTAL: BOTTOM_UP})])
    own = everything[everything["model_name"] == everything["series_id"].map(picked)]
    scores = error_scores(own).groupby(own["series_id"])
    levels = bt.recent_level(data.history)
    levels[TOTAL] = levels.sum()
    widths = {
        name: conformal_width(values.to_numpy(), level) * levels[name] for name, values in scores
    }
    sold = data.history.groupby("series_id")[["ds", "y"]]
    own_days = {name: days.set_index("ds")["y"] for name, days in sold}
    own_days[TOTAL] = data.history.groupby("ds")["y"].sum()
    for name in (*data.series_ids, TOTAL):
        if name not in widths:
            errors = own_days.get(name, pd.Series(dtype=float)).diff(WEEK).abs().dropna().to_numpy()
            widths[name] = conformal_width(errors, level) if errors.size else 0.0
    return pd.Series(widths)


def _forecast_table(
    data: Panel,
    ahead: pd.DataFrame,
    widths: pd.Series,
    level: float,
    stamp: Mapping[str, object],
) -> pd.DataFrame:
    total = ahead.groupby("ds", as_index=False)["y_hat"].sum()
    rows = pd.concat(
        [ahead, total.assign(series_id=TOTAL, model_name=BOTTOM_UP)], ignore_index=True
    )
    half = to_cents(rows["series_id"].map(widths))
    lower = np.maximum(rows["y_hat"] - half, 0)
    return rows.assign(
        horizon_day=(rows["ds"] - data.trained_through).dt.days,
        ds=rows["ds"].dt.date,
        y_lower=from_cents(lower),
        y_upper=from_cents(rows["y_hat"] + half),
        y_hat=from_cents(rows["y_hat"]),
        interval_level=to_rate(level),
        **stamp,
    ).sort_values(["series_id", "ds"], ignore_index=True)[FORECAST_COLUMNS]


def _backtest_table(everything: pd.DataFrame, stamp: Mapping[str, object]) -> pd.DataFrame:
    money = {
        name: [None if np.isnan(value) else from_cents([to_cents(value)])[0] for value in values]
        for name, values in everything[["y", "y_hat", "y_lower", "y_upper"]].items()
    }
    return everything.assign(
        cutoff=pd.to_datetime(everything["cutoff"]).dt.date,
        ds=pd.to_datetime(everything["ds"]).dt.date,
        **money,
        **stamp,
    ).sort_values(["series_id", "model_name", "ds"], ignore_index=True)[BACKTEST_COLUMNS]


def _score_table(
    everything: pd.DataFrame,
    scores: pd.DataFrame,
    champion: pd.Series,
    reasons: Mapping[str, str],
    stamp: Mapping[str, object],
) -> pd.DataFrame:
    total = bt.score_models(everything[everything["series_id"] == TOTAL])
    rows = pd.concat([scores, total], ignore_index=True)
    picked = pd.concat([champion, pd.Series({TOTAL: BOTTOM_UP})])
    covered = {key: coverage(fold) for key, fold in everything.groupby(["series_id", "model_name"])}
    table = rows.assign(
        interval_coverage=[
            to_rate(covered[key]) for key in zip(rows["series_id"], rows["model_name"], strict=True)
        ],
        wape=[to_rate(value) for value in rows["wape"]],
        naive_wape=[to_rate(value) for value in rows["naive_wape"]],
        is_champion=rows["model_name"] == rows["series_id"].map(picked),
        reason=None,
    )
    untested = pd.DataFrame(
        [
            {"series_id": name, "model_name": NAIVE, "is_champion": True, "reason": reason}
            for name, reason in reasons.items()
        ],
        columns=SCORE_COLUMNS[:-2],
    )
    return (
        pd.concat([table, untested], ignore_index=True)
        .astype(object)
        .where(lambda rows: rows.notna(), None)
        .assign(**stamp)
        .sort_values(["series_id", "model_name"], ignore_index=True)[SCORE_COLUMNS]
    )
