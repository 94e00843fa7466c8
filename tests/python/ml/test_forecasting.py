"""Forecasts that add up, never look ahead and are believed only when they beat seasonal naive."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal, assert_series_equal

from ml.features import History, origin_features, windowed_regressors
from ml.forecasting import TOTAL, ForecastParameters, backtest, forecast_panel
from ml.forecasting.backtest import champions, run_backtest, score_models, wape
from ml.forecasting.intervals import conformal_width, coverage, fold_intervals
from ml.forecasting.models import FORECASTERS, NAIVE, seasonal_naive
from ml.forecasting.panel import read_panel
from ml.versioning import model_version
from tests.support.warehouse import ROOT

FIRST_DAY = "2024-01-01"
HORIZON = 30


def make_panel(
    series: int = 2, known: int = 240, seed: int = 1, noise: float = 0.1, promoted: bool = True
) -> pd.DataFrame:
    """Weekly pattern, growth and a promotion of 5 days every 50; 60 days of calendar ahead."""
    rng = np.random.default_rng(seed)
    days = pd.date_range(FIRST_DAY, periods=known + 60)
    promotion = np.arange(len(days)) % 50 < 5
    frames = []
    for number in range(series):
        level = 1000 * (number + 1) * (1 + 0.001 * np.arange(len(days)))
        week = 1 + 0.4 * (days.day_of_week >= 5)
        y = level * week * (1 + 1.5 * promotion * promoted) * rng.lognormal(0, noise, len(days))
        y = np.where(np.arange(len(days)) < known, np.round(y, 2), np.nan)
        frames.append(
            pd.DataFrame(
                {"series_id": f"channel-{number}", "ds": days, "y": y, "is_promotion": promotion}
            )
        )
    return pd.concat(frames, ignore_index=True)


def oracle(frame: pd.DataFrame):
    """A model that knows the truth, to prove that the better model wins."""
    truth = frame.set_index(["series_id", "ds"])["y"]

    def forecast(history, future, regressors):
        keys = pd.MultiIndex.from_frame(future[["series_id", "ds"]])
        return pd.Series(truth.reindex(keys).fillna(7.0).to_numpy(), index=future.index)

    return forecast


def twice_naive(history, future, regressors):
    return seasonal_naive(history, future, regressors) * 2 + 1


@pytest.fixture(scope="module")
def result():
    return forecast_panel(make_panel())


def test_channels_add_up_to_the_total_to_the_cent(result):
    forecast = result.forecast
    channels = forecast[forecast["series_id"] != TOTAL].groupby("ds")["y_hat"].sum()
    total = forecast[forecast["series_id"] == TOTAL].set_index("ds")["y_hat"]
    assert len(total) == HORIZON
    assert (channels == total).all()
    assert all(value == value.quantize(Decimal("0.01")) for value in forecast["y_hat"])


def test_days_ahead_follow_the_last_known_day(result):
    one = result.forecast[result.forecast["series_id"] == "channel-0"]
    last = pd.Timestamp(FIRST_DAY) + pd.Timedelta(days=239)
    assert list(one["horizon_day"]) == list(range(1, HORIZON + 1))
    assert one["ds"].min() == (last + pd.Timedelta(days=1)).date()
    assert set(result.forecast["trained_through"]) == {last.date()}


def test_models_beat_seasonal_naive_where_promotions_are_known_ahead(result):
    score = result.score[result.score["is_champion"] & (result.score["series_id"] != TOTAL)]
    assert set(score["model_name"]) <= {"prophet", "lightgbm"}
    assert all(score["wape"] < score["naive_wape"])
    total = result.score[(result.score["series_id"] == TOTAL) & result.score["is_champion"]]
    assert total["wape"].iloc[0] < total["naive_wape"].iloc[0]


def test_a_horizon_that_is_given_wins_over_the_parameters():
    parameters = ForecastParameters(horizon=14, folds=2)
    naive = {NAIVE: seasonal_naive}
    for horizon, days in ((7, 7), (None, 14)):
        found = forecast_panel(make_panel(), horizon, parameters, forecasters=naive)
        assert found.forecast["horizon_day"].max() == days
        given = ForecastParameters(horizon=days, folds=2)
        assert found.model_version == model_version(given, ROOT / "ml")


def test_the_same_rows_in_any_order_give_the_same_tables(result):
    again = forecast_panel(make_panel().sample(frac=1, random_state=3))
    for table in ("forecast", "backtest", "score"):
        assert_frame_equal(getattr(result, table), getattr(again, table))


def test_interval_covers_about_what_it_promises(result):
    covered = result.score.loc[result.score["series_id"] != TOTAL, "interval_coverage"]
    assert all(Decimal("0.65") <= value <= Decimal("0.95") for value in covered)


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    series=st.integers(1, 4),
    shift=st.floats(-3000, 3000, allow_nan=False),
)
def test_any_panel_is_forecast_coherently_and_never_below_zero(seed, series, shift):
    panel = make_panel(series=series, known=160, seed=seed, noise=0.8)
    panel["y"] = (panel["y"] + shift).round(2)
    result = forecast_panel(panel, forecasters={NAIVE: seasonal_naive, "twice": twice_naive})
    forecast = result.forecast
    assert all(value >= 0 for value in forecast["y_hat"])
    assert all(forecast["y_lower"] <= forecast["y_hat"])
    assert all(forecast["y_hat"] <= forecast["y_upper"])
    assert all(value >= 0 for value in forecast["y_lower"])
    channels = forecast[forecast["series_id"] != TOTAL].groupby("ds")["y_hat"].sum()
    assert (channels == forecast[forecast["series_id"] == TOTAL].set_index("ds")["y_hat"]).all()
    champion = result.score[result.score["is_champion"] & (result.score["series_id"] != TOTAL)]
    beaten = champion["wape"] >= champion["naive_wape"]
    assert all(champion.loc[beaten, "model_name"] == NAIVE)


def test_the_better_model_is_champion_and_a_worse_one_never():
    panel = make_panel(noise=0.3)
    models = {NAIVE: seasonal_naive, "oracle": oracle(panel), "twice": twice_naive}
    score = forecast_panel(panel, forecasters=models).score.set_index(["series_id", "model_name"])
    assert score.loc[("channel-0", "oracle"), "is_champion"]
    assert score.loc[("channel-0", "oracle"), "wape"] == 0
    without = {NAIVE: seasonal_naive, "twice": twice_naive}
    score = forecast_panel(panel, forecasters=without).score.set_index(["series_id", "model_name"])
    assert score.loc[("channel-0", NAIVE), "is_champion"]
    assert not score.loc[("channel-0", "twice"), "is_champion"]


def test_a_tie_with_seasonal_naive_stays_with_it():
    same = {NAIVE: seasonal_naive, "again": seasonal_naive}
    score = forecast_panel(make_panel(), forecasters=same).score
    picked = score[score["is_champion"] & (score["series_id"] != TOTAL)]
    assert set(picked["model_name"]) == {NAIVE}


@pytest.mark.parametrize("model_name", list(FORECASTERS))
def test_no_model_sees_past_its_cutoff(model_name):
    panel = make_panel(series=2, known=150)
    changed = panel.copy()
    cutoff = pd.Timestamp(FIRST_DAY) + pd.Timedelta(days=119)
    later = (changed["ds"] > cutoff) & changed["y"].notna()
    changed.loc[later, "y"] = changed.loc[later, "y"] * 9 + 5000
    folds = []
    for frame in (panel, changed):
        data = read_panel(frame, HORIZON)
        cutoffs = {cutoff: ["channel-0", "channel-1"]}
        model = {model_name: FORECASTERS[model_name]}
        folds.append(run_backtest(data.history, data.regressors, cutoffs, HORIZON, model))
    assert len(folds[0]) == 2 * HORIZON
    assert not folds[0]["y"].equals(folds[1]["y"])
    assert folds[0]["y_hat"].to_list() == folds[1]["y_hat"].to_list()


def test_folds_shared_out_among_the_cores_are_those_of_one(monkeypatch):
    data = read_panel(make_panel(series=2, known=150), HORIZON)
    days = [pd.Timestamp(FIRST_DAY) + pd.Timedelta(days=n) for n in (100, 110, 119)]
    cutoffs = {day: ["channel-0", "channel-1"] for day in days}
    found = []
    for least in (100, 0):
        monkeypatch.setattr(backtest, "_MANY_FOLDS", least)
        found.append(
            run_backtest(data.history, data.regressors, cutoffs, HORIZON, {NAIVE: seasonal_naive})
        )
    assert_frame_equal(*found)
    assert found[0]["cutoff"].nunique() == 3


@settings(max_examples=25, deadline=None)
@given(origin=st.integers(40, 90), seed=st.integers(0, 1000))
def test_features_use_nothing_after_their_origin(origin, seed):
    rng = np.random.default_rng(seed)
    days = pd.date_range(FIRST_DAY, periods=130)
    values = pd.DataFrame({"a": rng.uniform(1, 9, 130), "b": rng.uniform(1, 9, 130)}, index=days)
    calendar = {"is_promotion": (values > 5).astype(float)}
    altered = values.copy()
    altered.iloc[origin + 1 :] = rng.uniform(100, 900, altered.iloc[origin + 1 :].shape)
    at = pd.DatetimeIndex([days[origin]])
    before = origin_features(History(values, calendar), at, HORIZON)
    after = origin_features(History(altered, calendar), at, HORIZON)
    assert len(before) == 2 * HORIZON
    assert_frame_equal(before, after)


def test_last_week_is_the_same_weekday_at_or_before_the_origin():
    days = pd.date_range(FIRST_DAY, periods=60)
    values = pd.DataFrame({"a": np.arange(1.0, 61.0)}, index=days)
    rows = origin_features(History(values, {}), pd.DatetimeIndex([days[41]]), 8)
    level = np.arange(15, 43).mean()
    assert rows["level"].to_list() == [level] * 8
    assert np.allclose(rows["last_week"] * level, [36, 37, 38, 39, 40, 41, 42, 36])


def test_a_promotion_is_felt_in_the_two_weeks_after_it_and_not_before():
    days = pd.date_range(FIRST_DAY, periods=20)
    frame = pd.DataFrame({"series_id": "a", "ds": days, "is_promotion": np.arange(20) == 5})
    felt = windowed_regressors(frame, ["is_promotion"])
    assert felt["is_promotion_past_week"].to_numpy().nonzero()[0].tolist() == list(range(6, 13))
    assert felt["is_promotion_week_before"].to_numpy().nonzero()[0].tolist() == list(range(13, 20))


def test_a_short_series_is_left_to_seasonal_naive_with_the_reason():
    panel = make_panel(series=2, known=240)
    young = (panel["series_id"] == "channel-1") & (panel["ds"] < "2024-05-01")
    panel.loc[young, "y"] = 0.0
    result = forecast_panel(panel, forecasters={NAIVE: seasonal_naive, "oracle": oracle(panel)})
    row = result.score[result.score["series_id"] == "channel-1"].iloc[0]
    assert row["model_name"] == NAIVE
    assert row["is_champion"]
    assert row["reason"] == "119 days of history; 144 are needed for a back-test"
    ahead = result.forecast[result.forecast["series_id"] == "channel-1"]
    last_week = panel[panel["series_id"] == "channel-1"].set_index("ds")["y"].loc["2024-08-21":]
    assert [float(v) for v in ahead["y_hat"][:7]] == last_week.dropna().to_list()[-7:]


def test_the_total_of_short_series_has_an_interval_of_its_own():
    panel = make_panel(series=1, known=100, promoted=False)
    panel = pd.concat([panel.assign(series_id=name) for name in ("a", "b", "c")])
    forecast = forecast_panel(panel).forecast
    half = (forecast["y_upper"] - forecast["y_hat"]).groupby(forecast["series_id"]).first()
    # Three series that move as one: what one of them misses, the total misses three times.
    assert float(half[TOTAL]) == pytest.approx(3 * float(half["a"]), abs=0.05)


def test_the_total_is_tested_against_everything_that_was_sold():
    panel = make_panel(series=2, known=240)
    young = (panel["series_id"] == "channel-1") & (panel["ds"] < "2024-06-01")
    panel.loc[young, "y"] = 0.0
    result = forecast_panel(panel, forecasters={NAIVE: seasonal_naive})
    total = result.backtest[
        (result.backtest["series_id"] == TOTAL) & (result.backtest["model_name"] == "bottom_up")
    ]
    sold = panel.groupby("ds")["y"].sum()
    assert len(total) == 4 * HORIZON
    for day, y in zip(total["ds"], total["y"], strict=True):
        assert float(y) == pytest.approx(sold[pd.Timestamp(day)], abs=0.005)


def test_the_total_of_a_fold_has_champions_that_other_folds_chose():
    """A model that wins by the last fold alone is not taken for it."""
    panel = make_panel()
    last = panel.loc[panel["y"].notna(), "ds"].max() - pd.Timedelta(days=HORIZON)
    right = oracle(panel)

    def lucky(history, future, regressors):
        if history["ds"].max() == last:
            return right(history, future, regressors)
        return seasonal_naive(history, future, regressors) * 1.1

    result = forecast_panel(panel, forecasters={NAIVE: seasonal_naive, "lucky": lucky})
    score = result.score[result.score["is_champion"]].set_index("series_id")
    assert set(score["model_name"].drop(TOTAL)) == {"lucky"}
    total = result.backtest[result.backtest["series_id"] == TOTAL]
    of_last = total[total["cutoff"] == last.date()].set_index(["model_name", "ds"])["y_hat"]
    assert_series_equal(of_last["bottom_up"], of_last[NAIVE])
    assert len(of_last) == 2 * HORIZON


@pytest.mark.parametrize(("narrow", "wide"), [(0.5, 0.8), (0.8, 0.95)])
def test_a_higher_level_gives_no_narrower_interval(narrow, wide):
    panel = make_panel(noise=0.3)
    inner, outer = (
        forecast_panel(
            panel,
            parameters=ForecastParameters(interval_level=level),
            forecasters={NAIVE: seasonal_naive},
        ).forecast
        for level in (narrow, wide)
    )
    assert all(outer["y_lower"] <= inner["y_lower"])
    assert all(inner["y_upper"] <= outer["y_upper"])
    assert any(inner["y_upper"] < outer["y_upper"])


def test_nothing_known_is_refused_with_the_reason():
    panel = make_panel(known=100)
    panel["y"] = np.nan
    for given_panel in (panel, panel.head(0)):
        result = forecast_panel(given_panel)
        assert result.refusal == "the panel has no day with a known y"
        assert result.forecast.empty
        assert result.score.empty


@pytest.mark.parametrize(
    ("break_it", "message"),
    [
        (lambda p: pd.concat([p, p.head(1)]), "channel-0 has 2024-01-01 more than once"),
        (lambda p: p.drop(index=50), "channel-0 lacks days between"),
        (lambda p: p[p["ds"] < "2024-09-05"], "has no calendar for"),
        (lambda p: p.assign(y=p["y"].where(p.index != 30)), "lacks y on a day up to"),
        (lambda p: p.assign(series_id="total"), "is kept for the sum"),
        (lambda p: p.drop(columns="ds"), "lacks the columns"),
        (lambda p: p.assign(is_promotion=p["is_promotion"].where(p.index != 30)), "regressors"),
    ],
)
def test_a_broken_panel_is_refused_by_name(break_it, message):
    with pytest.raises(ValueError, match=message):
        forecast_panel(break_it(make_panel(series=1)))


def test_wape_by_hand():
    assert wape(pd.Series([100.0, -50.0, 50.0]), pd.Series([90.0, -40.0, 80.0])) == 0.25
    assert np.isnan(wape(pd.Series([0.0]), pd.Series([5.0])))


def test_a_series_that_sold_nothing_keeps_seasonal_naive():
    rows = pd.DataFrame(
        {
            "series_id": "a",
            "model_name": [NAIVE, "other"],
            "y": [0.0, 0.0],
            "y_hat": [1.0, 0.0],
        }
    )
    assert champions(score_models(rows)).to_dict() == {"a": NAIVE}


@given(
    scores=st.lists(st.floats(0, 1e6), min_size=1, max_size=200),
    level=st.floats(0.05, 0.99),
)
def test_conformal_width_covers_its_share_of_what_it_learnt_from(scores, level):
    array = np.array(scores)
    width = conformal_width(array, level)
    assert width in array
    # A new error falls into any of the n + 1 gaps between the scores alike.
    needed = (array.size + 1) * level
    below = np.count_nonzero(array < width)
    assert np.count_nonzero(array <= width) >= min(needed, array.size)
    assert below < needed


def test_intervals_of_a_fold_ignore_the_errors_of_that_fold():
    folds = pd.DataFrame(
        {
            "series_id": "a",
            "model_name": "m",
            "cutoff": pd.to_datetime(["2024-01-01"] * 5 + ["2024-02-01"] * 5),
            "y": [10.0] * 5 + [100.0] * 5,
            "y_hat": [11.0] * 10,
            "level": [1.0] * 10,
        }
    )
    given_rows = fold_intervals(folds, 0.8)
    assert set(given_rows["y_upper"][:5]) == {11.0 + 89.0}
    assert set(given_rows["y_upper"][5:]) == {12.0}
    assert coverage(given_rows) == 0.5
