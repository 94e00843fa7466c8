"""Daily revenue by channel, 30 days ahead, downstream of the checks on the books."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from ml.forecasting import TOTAL, forecast_panel
from orchestration.lib.gate import book_keys
from orchestration.lib.keys import ANALYTICS, ML, WAREHOUSE_POOL, ml_key
from orchestration.lib.links import links_to
from orchestration.lib.ml_tables import read_model, write_ml_table

FEATURES = "analysis_feature_daily_revenue"
DESCRIPTIONS = {
    "forecast": "The champion's forecast of each channel and of their total, with intervals.",
    "forecast_backtest": "What each model would have forecast at past cutoffs, beside what came.",
    "forecast_score": "WAPE against seasonal naive by series and model; the champion is marked.",
}
HORIZON_DAYS = 30


@dg.definitions
def forecasting() -> dg.Definitions:
    """Return the forecast assets, which one op writes."""
    specs = [
        dg.AssetSpec(
            ml_key(table),
            deps=[dg.AssetKey(["analysis", FEATURES]), *book_keys()],
            description=description,
            group_name=ML,
            owners=[ANALYTICS],
            kinds={"python", "lightgbm", "prophet"},
            metadata=links_to(forecast_panel, Path(__file__)),
        )
        for table, description in DESCRIPTIONS.items()
    ]

    @dg.multi_asset(
        name="forecasting",
        specs=specs,
        check_specs=[
            dg.AssetCheckSpec(
                "channels_add_up_to_total",
                asset=ml_key("forecast"),
                blocking=True,
                description="Each day's channel forecasts add up to the total, to the cent.",
            ),
            dg.AssetCheckSpec(
                "champions_beat_seasonal_naive",
                asset=ml_key("forecast_score"),
                description="No champion's back-tested WAPE is above that of seasonal naive.",
            ),
        ],
        pool=WAREHOUSE_POOL,
    )
    def run_forecasting(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
        result = forecast_panel(read_model(f"analysis.{FEATURES}"), horizon=HORIZON_DAYS)
        if result.refusal:
            context.log.warning("Nothing was forecast: %s", result.refusal)
        trained = str(result.trained_through)
        stamp = {"model_version": result.model_version, "trained_through": trained}
        frames = {
            "forecast": result.forecast,
            "forecast_backtest": result.backtest,
            "forecast_score": result.score,
        }
        checks = {
            "forecast": channels_add_up(result.forecast),
            "forecast_score": champions_beat_naive(result.score),
        }
        for table, frame in frames.items():
            write_ml_table(table, frame)
            yield dg.MaterializeResult(
                asset_key=ml_key(table),
                metadata={"dagster/row_count": len(frame), **stamp},
                check_results=[checks[table]] if table in checks else [],
            )

    return dg.Definitions(assets=[run_forecasting])


def channels_add_up(forecast) -> dg.AssetCheckResult:
    """Check that the channels' forecasts add up to the total's on each day."""
    is_total = forecast["series_id"] == TOTAL
    channels = forecast[~is_total].groupby("ds")["y_hat"].sum()
    total = forecast[is_total].set_index("ds")["y_hat"]
    wrong = [
        str(day) for day in channels.index.union(total.index) if channels.get(day) != total.get(day)
    ]
    return dg.AssetCheckResult(
        asset_key=ml_key("forecast"),
        check_name="channels_add_up_to_total",
        passed=not wrong,
        metadata={"days": len(total), "days_that_differ": wrong[:10]},
    )


def champions_beat_naive(score) -> dg.AssetCheckResult:
    """Check that every back-tested champion's WAPE is at most that of seasonal naive."""
    tested = score[score["is_champion"].astype(bool) & score["wape"].notna()]
    worse = tested[tested["wape"] > tested["naive_wape"]]
    return dg.AssetCheckResult(
        asset_key=ml_key("forecast_score"),
        check_name="champions_beat_seasonal_naive",
        passed=worse.empty,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"champions": len(tested), "worse": sorted(worse["series_id"])},
    )
