"""The jobs: the whole road, and the back-fill of a bill month."""

import dagster as dg

from orchestration.lib.keys import INGESTION


@dg.definitions
def jobs() -> dg.Definitions:
    """Return the jobs. Without a partition they take in every file of the inbox."""
    whole_road = dg.define_asset_job(
        "whole_road",
        selection=dg.AssetSelection.all(),
        description="Bill files → raw → star → reconciliation → books → forecasts → reports.",
        tags={"dagster/max_retries": "1"},
    )
    load_bill_month = dg.define_asset_job(
        "load_bill_month",
        selection=dg.AssetSelection.groups(INGESTION),
        description="Load the files of one bill month (账单月); then run `whole_road`.",
    )
    return dg.Definitions(jobs=[whole_road, load_bill_month])
