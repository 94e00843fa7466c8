"""Names that several stages of the graph share."""

import dagster as dg

INGESTION, ML, REPORTS = "ingestion", "ml", "reports"

INBOX_KEY = dg.AssetKey(["inbox", "bill_files"])
LISTING_METADATA = "listing"

# Held by whatever opens the warehouse; its limit of one is DuckDB's one writer.
WAREHOUSE_POOL = "warehouse"

DATA_PLATFORM = "data-platform@storeledger.example"
FINANCE = "finance@storeledger.example"
ANALYTICS = "analytics@storeledger.example"

BILL_MONTHS = dg.MonthlyPartitionsDefinition(
    start_date="2010-01", fmt="%Y-%m", timezone="Asia/Shanghai", end_offset=1
)


def raw_key(table: str) -> dg.AssetKey:
    """Return the key of a raw table: the key that dbt's source `raw` gives it."""
    return dg.AssetKey(["raw", table])


def ml_key(table: str) -> dg.AssetKey:
    """Return the key of a table of schema `ml`: the key that dbt's source `ml` gives it."""
    return dg.AssetKey(["ml", table])


REGISTER_KEY = raw_key("bill_file")
