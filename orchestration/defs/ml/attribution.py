"""Cost attribution by channel, category and region, downstream of the checks on the books."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from ml.attribution import attribute_costs
from orchestration.lib.gate import book_keys
from orchestration.lib.keys import ANALYTICS, ML, WAREHOUSE_POOL, ml_key
from orchestration.lib.links import links_to
from orchestration.lib.ml_tables import read_model, write_ml_table
from reports.names import CHANNELS, channel_names, dimension_names

FEATURES, BRIDGE = "analysis_feature_cost", "analysis_cost_bridge"
DESCRIPTIONS = {
    "attribution_shap": "Shapley values of the cost cells by period, dimension and driver; yuan.",
    "attribution_finding": "The largest changes of cost, each with a sentence of its figures.",
}


@dg.definitions
def attribution() -> dg.Definitions:
    """Return the attribution assets, which one op writes."""
    specs = [
        dg.AssetSpec(
            ml_key(table),
            deps=[
                *(dg.AssetKey(["analysis", mart]) for mart in (FEATURES, BRIDGE)),
                dg.AssetKey(CHANNELS.split(".")),
                *book_keys(),
            ],
            description=description,
            group_name=ML,
            owners=[ANALYTICS],
            kinds={"python", "lightgbm", "shap"},
            metadata=links_to(attribute_costs, Path(__file__)),
        )
        for table, description in DESCRIPTIONS.items()
    ]

    @dg.multi_asset(name="attribution", specs=specs, pool=WAREHOUSE_POOL)
    def run_attribution(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
        result = attribute_costs(
            read_model(f"analysis.{FEATURES}"),
            read_model(f"analysis.{BRIDGE}"),
            names=dimension_names(channel_names(read_model(CHANNELS))),
        )
        if result.refusal:
            context.log.warning("Nothing was explained: %s", result.refusal)
        trained = str(result.trained_through)
        stamp = {"model_version": result.model_version, "trained_through": trained}
        frames = {"attribution_shap": result.shap, "attribution_finding": result.finding}
        for table, frame in frames.items():
            write_ml_table(table, frame)
            yield dg.MaterializeResult(
                asset_key=ml_key(table),
                metadata={"dagster/row_count": len(frame), **stamp},
            )

    return dg.Definitions(assets=[run_attribution])
