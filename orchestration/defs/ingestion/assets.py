"""Bill files → raw tables, and the register of what became of each file: one op reads the inbox."""

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import count
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
    def load_bills(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
        inbox = inbox_folder()
        files = list_inbox(inbox)
        wanted = {key.path[-1] for key in context.selected_asset_keys}
        codes = sorted(wanted & declarations().keys())
        formats = {*codes, None} if REGISTER_KEY.path[-1] in wanted else set(codes)
        results = load(context, [inbox / file.path for file in files], formats)
        if formats == {*declarations(), None} and not has_months(context):
            seen = {"files": len(files), LISTING_METADATA: listing_hash(files)}
            context.log_event(dg.AssetObservation(INBOX_KEY, metadata=seen))
        for code in codes:
            own = [result for result in results if result.format == code]
            report_months(context, code, bills.bill_months(own))
            yield dg.MaterializeResult(asset_key=raw_key(code), metadata=bills.load_counts(own))
        for table in sorted(wanted - declarations().keys()):
            metadata = bills.load_counts(results) if raw_key(table) == REGISTER_KEY else {}
            yield dg.MaterializeResult(asset_key=raw_key(table), metadata=metadata)
        yield from check_results(codes)

    return load_bills


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
    """Load the files, and log each that was refused, unknown or held lines back."""
    months = context.partition_keys if has_months(context) else None
    tell = telling(context, len(paths))
    with open_sink() as sink:
        results = list(load_paths(paths, sink, formats=formats, months=months, on_progress=tell))
    for result in results:
        if result.reason and result.status != "duplicate":
            context.log.warning("%s: %s: %s", result.file, result.status, result.reason)
        elif result.rows_quarantined:
            context.log.warning("%s: %s lines quarantined", result.file, result.rows_quarantined)
    return results


def telling(context: dg.AssetExecutionContext, total: int) -> Callable[[Progress], None]:
    """Return what tells the run's events how many files have been read, some twenty times."""
    files, step = count(), max(total // 20, 1)

    def tell(_: Progress) -> None:
        done = next(files)
        if done % step == 0 or done == total:
            context.log_event(files_read(done, total))

    return tell


def has_months(context: dg.AssetExecutionContext) -> bool:
    """Say whether the run was asked for bill months, and not for the whole inbox."""
    return context.has_partition_key or context.has_partition_key_range


def report_months(context: dg.AssetExecutionContext, code: str, months: Sequence[str]) -> None:
    """Mark the bill months that a load of the whole inbox brought rows of."""
    if not has_months(context):
        for month in months:
            context.log_event(dg.AssetMaterialization(raw_key(code), partition=month))
