"""Bill files → raw tables, and the register of what became of each file: one op reads the inbox."""

from collections.abc import Collection, Iterator, Sequence, Set
from contextlib import closing
from functools import partial
from pathlib import Path

import dagster as dg

from ingestion import raw_tables
from ingestion.declarations import declaration_files, declarations
from ingestion.loader import Progress, load_paths
from ingestion.raw_tables import REGISTER_TABLES, RawTable, bill_table
from ingestion.results import LoadResult
from ingestion.sinks import open_sink
from orchestration.lib import bills
from orchestration.lib.inbox import list_inbox, listing_hash
from orchestration.lib.keys import (
    BILL_MONTHS,
    DATA_PLATFORM,
    INBOX_KEY,
    INGESTION,
    LISTING_METADATA,
    REGISTER_KEY,
    WAREHOUSE_POOL,
    raw_key,
)
from orchestration.lib.links import links_to
from orchestration.lib.progress import files_read
from orchestration.lib.raw_checks import check_results, check_specs
from orchestration.lib.settings import inbox_folder

# Another process may hold DuckDB's one writer for a moment.
RETRIES = dg.RetryPolicy(max_retries=2, delay=15, backoff=dg.Backoff.EXPONENTIAL)


@dg.definitions
def ingestion() -> dg.Definitions:
    """Return the inbox, and the raw tables with the register."""
    inbox = dg.AssetSpec(
        INBOX_KEY,
        group_name=INGESTION,
        owners=[DATA_PLATFORM],
        kinds={"csv", "excel"},
        description="The bill files in the inbox, `<shop, account or department>/<file>`.",
        metadata=links_to(list_inbox),
    )
    return dg.Definitions(assets=[inbox, raw_assets()])


def raw_assets() -> dg.AssetsDefinition:
    """Return the raw tables. Of a selection of them, only the bills of its formats are loaded.

    A partition loads only the bills of its month. The register takes in the files of no format.
    """
    bill_specs = [
        raw_spec(bill_table(declaration)).replace_attributes(
            partitions_def=BILL_MONTHS, tags={"platform": declaration.platform}
        )
        for declaration in declarations().values()
    ]

    @dg.multi_asset(
        name="load_bills",
        specs=[*bill_specs, *map(raw_spec, REGISTER_TABLES)],
        check_specs=check_specs(declarations()),
        can_subset=True,
        backfill_policy=dg.BackfillPolicy.single_run(),
        retry_policy=RETRIES,
        pool=WAREHOUSE_POOL,
    )
    def load_bills(
        context: dg.AssetExecutionContext,
    ) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        if tables := context.selected_asset_keys:
            yield from loaded_tables(context, tables)
        else:  # checks alone, maybe before anything has been loaded
            with open_sink() as sink:
                sink.make_tables()
        yield from check_results(context.selected_asset_check_keys)

    return load_bills


def loaded_tables(
    context: dg.AssetExecutionContext, tables: Set[dg.AssetKey]
) -> Iterator[dg.MaterializeResult]:
    """Load the bills of these raw tables from the inbox; yield what came of each."""
    inbox = inbox_folder()
    files = list_inbox(inbox)
    codes = [code for code in sorted(declarations()) if raw_key(code) in tables]
    formats = {*codes, None} if REGISTER_KEY in tables else set(codes)
    results = load(context, [inbox / file.path for file in files], formats)
    if formats == {*declarations(), None} and not has_months(context):
        seen = {"files": len(files), LISTING_METADATA: listing_hash(files)}
        context.log_event(dg.AssetObservation(INBOX_KEY, metadata=seen))
    for code in codes:
        own = [result for result in results if result.format == code]
        yield dg.MaterializeResult(asset_key=raw_key(code), metadata=bills.load_counts(own))
    for key in sorted(tables - set(map(raw_key, codes))):
        metadata = bills.load_counts(results) if key == REGISTER_KEY else {}
        yield dg.MaterializeResult(asset_key=key, metadata=metadata)


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
    context: dg.AssetExecutionContext, paths: list[Path], formats: Collection[str | None]
) -> list[LoadResult]:
    """Load the files; mark the months of those that were loaded, also where the load breaks off."""
    months = context.partition_keys if has_months(context) else None
    tell = partial(tell_progress, context)
    results: list[LoadResult] = []
    try:
        with (
            open_sink() as sink,
            closing(
                load_paths(paths, sink, formats=formats, months=months, on_progress=tell)
            ) as loaded,
        ):
            for result in loaded:
                log_result(context, result)
                results.append(result)
    finally:
        mark_months(context, results)
    return results


def tell_progress(context: dg.AssetExecutionContext, progress: Progress) -> None:
    """Say in the events of the register how many files have been read, some twenty times."""
    done, total = progress.files_done, progress.files_total
    is_due = not total or done * 20 // total > (done - 1) * 20 // total
    if is_due and REGISTER_KEY in context.selected_asset_keys:
        context.log_event(files_read(done, total))


def log_result(context: dg.AssetExecutionContext, result: LoadResult) -> None:
    """Log a file that was refused, unknown or held lines back."""
    if result.reason and result.status != "duplicate":
        context.log.warning("%s: %s: %s", result.file, result.status, result.reason)
    elif result.rows_quarantined:
        context.log.warning("%s: %s lines quarantined", result.file, result.rows_quarantined)


def mark_months(context: dg.AssetExecutionContext, results: Sequence[LoadResult]) -> None:
    """Mark the bill months that a load of the whole inbox brought rows of."""
    if not has_months(context):
        for code, month in bills.bill_months(results):
            context.log_event(dg.AssetMaterialization(raw_key(code), partition=month))


def has_months(context: dg.AssetExecutionContext) -> bool:
    """Say whether the run was asked for bill months, and not for the whole inbox."""
    return context.has_partition_key or context.has_partition_key_range
