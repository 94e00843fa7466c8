"""The reports that finance reads: the end of the road."""

from pathlib import Path

import dagster as dg

from orchestration.lib.keys import FINANCE, REPORTS, WAREHOUSE_POOL
from orchestration.lib.links import links_to
from orchestration.lib.settings import reports_folder
from orchestration.lib.warehouse import open_warehouse
from reports import REPORT_TABLES, write_reports


@dg.asset(
    key=dg.AssetKey(["reports", "finance_report"]),
    deps=[dg.AssetKey(table.split(".")) for table in REPORT_TABLES],
    group_name=REPORTS,
    owners=[FINANCE],
    kinds={"excel", "html"},
    pool=WAREHOUSE_POOL,
    description="Statements, exceptions, forecast and cost attribution as Excel and as HTML.",
    metadata=links_to(write_reports, Path(__file__)),
)
def finance_report() -> dg.MaterializeResult:
    """Write the reports below $STORELEDGER_DATA/reports."""
    with open_warehouse() as warehouse:
        frames = {table: warehouse.read(f"select * from {table}") for table in REPORT_TABLES}
        as_of = warehouse.read("select as_of_date from star.as_of_dim")["as_of_date"].item()
    paths = write_reports(frames, reports_folder(), as_of)
    links = {path.suffix[1:]: dg.MetadataValue.path(str(path)) for path in paths}
    return dg.MaterializeResult(metadata={**links, "as_of": str(as_of)})
