"""Bill files → raw tables: one op a source, then the register of what became of each file."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import dagster as dg

from ingestion import raw_tables
from ingestion.declarations import Declaration, declaration_files
from ingestion.loader import load_paths
from ingestion.raw_tables import REGISTER_TABLES, RawTable, bill_table
from ingestion.results import LoadResult
from ingestion.sinks import open_sink
from orchestration.lib import bills
from orchestration.lib.inbox import first_listing, list_inbox, listing_hash
from orchestration.lib.keys import (
    BILL_MONTHS,
    DATA_PLATFORM,
    INBOX_KEY,
    INGESTION,
    LISTING_METADATA,
    WAREHOUSE_POOL,
    raw_key,
)
from orchestration.lib.links import links_to
from orchestration.lib.raw_checks import check_results, check_specs
from orchestration.lib.settings import inbox_folder

# Another process may hold DuckDB's one writer for a moment.
RETRIES = dg.RetryPolicy(max_retries=2, delay=15, backoff=dg.Backoff.EXPONENTIAL)


@dg.definitions
def ingestion() -> dg.Definitions:
    """Return the inbox, one set of raw tables a source, and the register."""
    inbox = dg.AssetSpec(
        INBOX_KEY,
        group_name=INGESTION,
        owners=[DATA_PLATFORM],
        kinds={"csv", "excel"},
        description="The bill files in the inbox, `<shop, account or department>/<file>`.",
        metadata=links_to(list_inbox),
    )
    loads = [source_assets(source, formats) for source, formats in bills.sources().items()]
    return dg.Definitions(assets=[inbox, *loads, register_assets()])


def source_assets(source: str, formats: Sequence[Declaration]) -> dg.AssetsDefinition:
    """Return the raw tables of one source. A partition loads only the bills of its month."""
    codes = {declaration.code for declaration in formats}

    @dg.multi_asset(
        name=f"load_{source}",
        specs=[raw_spec(bill_table(declaration)) for declaration in formats],
        check_specs=check_specs(codes),
        partitions_def=BILL_MONTHS,
        backfill_policy=dg.BackfillPolicy.single_run(),
        retry_policy=RETRIES,
        pool=WAREHOUSE_POOL,
    )
    def load_source(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
        inbox = inbox_folder()
        first_listing(context.run.run_id, inbox)
        paths = bills.files_of(inbox, list_inbox(inbox), codes)
        results = load(context, paths, codes)
        for code in sorted(codes):
            own = [result for result in results if result.format == code]
            report_months(context, code, bills.bill_months(own))
            yield dg.MaterializeResult(asset_key=raw_key(code), metadata=bills.load_counts(own))
        yield from check_results(codes)

    return load_source


def register_assets() -> dg.AssetsDefinition:
    """Return the register of files; its own op takes in the files that no source knows."""

    @dg.multi_asset(
        name="load_register",
        specs=[raw_spec(table) for table in REGISTER_TABLES],
        retry_policy=RETRIES,
        pool=WAREHOUSE_POOL,
    )
    def load_register(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
        inbox = inbox_folder()
        files = first_listing(context.run.run_id, inbox)
        if takes_in_everything(context):
            seen = {"files": len(files), LISTING_METADATA: listing_hash(files)}
            context.log_event(dg.AssetObservation(INBOX_KEY, metadata=seen))
        results = load(context, bills.strangers(inbox, list_inbox(inbox)), None)
        for table in REGISTER_TABLES:
            metadata = bills.load_counts(results) if table.name == "bill_file" else {}
            yield dg.MaterializeResult(asset_key=raw_key(table.name), metadata=metadata)

    return load_register


def raw_spec(table: RawTable) -> dg.AssetSpec:
    """Return the asset of one raw table, under the key of its dbt source."""
    return dg.AssetSpec(
        raw_key(table.name),
        deps=[INBOX_KEY],
        group_name=INGESTION,
        owners=[DATA_PLATFORM],
        description=table.about,
        kinds={"python"},
        metadata={
            "dagster/column_schema": dg.TableSchema(
                [dg.TableColumn(c.name, c.data_type, c.about) for c in table.columns]
            ),
            **links_to(declaring_file(table), load),
        },
    )


def declaring_file(table: RawTable) -> Path:
    """Return the declaration of the table's bill format; the register has a module of its own."""
    return declaration_files().get(table.name, Path(raw_tables.__file__))


def load(
    context: dg.AssetExecutionContext, paths: list[Path], codes: set[str] | None
) -> list[LoadResult]:
    """Load the files, and log each that was refused, unknown or held lines back."""
    months = context.partition_keys if has_months(context) else None
    with open_sink() as sink:
        results = list(load_paths(paths, sink, formats=codes, months=months))
    for result in results:
        if result.reason and result.status != "duplicate":
            context.log.warning("%s: %s: %s", result.file, result.status, result.reason)
        elif result.rows_quarantined:
            context.log.warning("%s: %s lines quarantined", result.file, result.rows_quarantined)
    return results


def has_months(context: dg.AssetExecutionContext) -> bool:
    """Say whether the run was asked for bill months, and not for the whole inbox."""
    return context.has_partition_key or context.has_partition_key_range


def takes_in_everything(context: dg.AssetExecutionContext) -> bool:
    """Say whether the run loads every source, and all months: what the inbox sensor asks for.

    A retry goes on where another run failed: what that one loaded, it loaded from an older inbox.
    """
    loads = {f"load_{source}" for source in bills.sources()}
    is_whole = loads <= {node.name for node in context.job_def.nodes}
    return is_whole and not has_months(context) and context.run.parent_run_id is None


def report_months(context: dg.AssetExecutionContext, code: str, months: Sequence[str]) -> None:
    """Mark the bill months that a load of the whole inbox brought rows of."""
    if not has_months(context):
        for month in months:
            context.log_event(dg.AssetMaterialization(raw_key(code), partition=month))
