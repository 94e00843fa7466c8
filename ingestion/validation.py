"""Great Expectations at the boundary: each loaded batch against what its declaration promises.

A batch is what the register holds of one format and nobody has validated yet: what one load
brought, with what a load brought before that was killed. It is looked at through a sample of its
rows, the same ones whenever it is drawn; each result says how many rows of how many were seen.
"""

import importlib
import json
import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ingestion.cells import check
from ingestion.declarations import NUMBER_TYPES, Declaration, Identity, declarations
from ingestion.identities import RESIDUAL, residuals
from ingestion.sinks import Sink

if TYPE_CHECKING:
    from great_expectations.core.batch_definition import BatchDefinition

SAMPLE_ROWS = 5_000
EARLIEST = datetime(2003, 1, 1)
LATEST_AHEAD = timedelta(days=3 * 365)
_PLAIN_NUMBER = r"^-?[0-9]+\.[0-9]{2,}$"

_PENDING = """
    select
        format_code,
        count(*) as files,
        sum(rows_loaded) as row_count,
        max(loaded_at) as last_loaded_at
    from raw.bill_file
    where status = 'loaded' and validated_at is null
    group by format_code
    order by format_code
"""
_LAST_FILE = """
    select max(file_id) from raw.bill_file where format_code = {mark} and loaded_at = {mark}
"""
_SAMPLE = """
    select {columns}, bill_file.format_version
    from raw."{table}" as bill
    inner join raw.bill_file on bill._file_id = bill_file.file_id
    where bill_file.validated_at is null and bill._row_hash < {mark}
    order by bill._row_hash, bill._file_id, bill._sheet_name, bill._line_number
    limit {limit}
"""
_DONE = """
    update raw.bill_file
    set validated_at = {mark}
    where status = 'loaded' and validated_at is null and format_code = {mark}
"""


def load_library() -> None:
    """Import Great Expectations, which takes seconds, without its calls home."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    importlib.import_module("great_expectations")


def has_pending(sink: Sink) -> bool:
    """Return whether a batch waits for validation; get the library ready for it if so.

    Nobody should wait for it who waits for the warehouse.
    """
    if not sink.query(_PENDING):
        return False
    load_library()
    return True


@dataclass(frozen=True)
class Batch:
    """What there is to validate of one format: how many files and rows, and a sample of them."""

    declaration: Declaration
    files: int
    row_count: int
    last_file_id: str
    frame: pd.DataFrame


def pending_batches(
    sink: Sink, formats: Collection[str | None] | None, engine: duckdb.DuckDBPyConnection
) -> list[Batch]:
    """Return the batches of the register that wait for validation, of these formats only."""
    known = declarations()
    found = []
    for code, files, row_count, last_loaded_at in sink.query(_PENDING):
        if code not in known or (formats is not None and code not in formats):
            continue
        mark = sink.placeholder()
        [(last,)] = sink.query(_LAST_FILE.format(mark=mark), [code, last_loaded_at])
        frame = _sample(sink, known[code], int(row_count), engine)
        found.append(Batch(known[code], files, int(row_count), last, frame))
    return found


def mark_validated(sink: Sink, batches: Iterable[Batch], now: datetime) -> None:
    """Note in the register that the batches have been validated."""
    for batch in batches:
        statement = _DONE.format(mark=sink.placeholder())
        sink.query(statement, [now, batch.declaration.code])


def _sample(
    sink: Sink, declaration: Declaration, row_count: int, engine: duckdb.DuckDBPyConnection
) -> pd.DataFrame:
    """Return at most SAMPLE_ROWS rows of a batch: checked cells of what expectations speak of."""
    kept = [name for name, c in declaration.columns.items() if c.required or c.filled]
    kept += declaration.sign.columns() if declaration.sign else ()
    kept += [name for identity in declaration.identities for name in identity.columns()]
    names = list(dict.fromkeys([*kept, *declaration.period_columns]))
    # Row hashes are evenly spread: those below a share of their range are that share of the rows.
    share = min(1.2 * SAMPLE_ROWS / row_count, 1) if row_count else 1
    threshold = f"{int(share * 16**8):08x}" if share < 1 else "g"
    statement = _SAMPLE.format(
        columns=", ".join(f'bill."{name}"' for name in names),
        table=declaration.code,
        mark=sink.placeholder(),
        limit=SAMPLE_ROWS,
    )
    rows = sink.query(statement, [threshold])
    columns = list(zip(*rows, strict=True)) or [()] * (len(names) + 1)
    checked = {
        name: check(pa.array(cells, pa.string()), declaration.columns[name], engine)
        for name, cells in zip(names, columns, strict=False)
    }
    shown = {name: column.canonical for name, column in checked.items()}
    frame = {**shown, **{name: checked[name].moments for name in _dated(declaration)}}
    for identity in declaration.identities:
        frame[identity.about] = _holds(declaration, identity, shown, columns[-1])
    return pa.table(frame).to_pandas()


def _dated(declaration: Declaration) -> list[str]:
    """Return the columns whose cells all tell a day: a time of day beside its date is none."""
    columns = declaration.columns
    return [name for name in declaration.period_columns if columns[name].type != "time"]


def _holds(
    declaration: Declaration,
    identity: Identity,
    cells: dict[str, pa.Array],
    versions: tuple[str, ...],
) -> pa.Array:
    """Return per row whether the identity holds, null where it does not apply."""
    lacks = {
        name: bool(set(identity.needs) & set(version.without))
        for name, version in declaration.versions.items()
    }
    applies = pa.array([not lacks.get(v, bool(identity.needs)) for v in versions], pa.bool_())
    own = residuals(identity, cells, len(versions))
    return pc.if_else(applies, pc.equal(own, pa.scalar(0, RESIDUAL)), pa.scalar(None, pa.bool_()))


def validate(batches: Iterable[Batch], now: datetime) -> pa.Table:
    """Return the rows of `raw.batch_validation` for the batches."""
    frames = _frames()
    rows = [row for batch in batches if batch.row_count for row in _validated(batch, frames, now)]
    return pa.Table.from_pylist(
        rows,
        pa.schema(
            {
                "file_id": pa.string(),
                "format_code": pa.string(),
                "expectation": pa.string(),
                "column_name": pa.string(),
                "is_success": pa.bool_(),
                "observed_value": pa.string(),
                "unexpected_count": pa.int64(),
                "validated_at": pa.timestamp("us"),
            }
        ),
    )


def _frames() -> "BatchDefinition":
    """Return what Great Expectations calls the definition of a batch: any frame, given later."""
    import great_expectations as gx  # noqa: PLC0415

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("raw").add_dataframe_asset("bills")
    return asset.add_batch_definition_whole_dataframe("batch")


def _validated(
    batch: Batch, frames: "BatchDefinition", now: datetime
) -> Iterator[dict[str, object]]:
    import great_expectations as gx  # noqa: PLC0415

    frame = batch.frame
    expectations = _expectations(batch.declaration, now, set(frame))
    suite = gx.ExpectationSuite(batch.declaration.code, expectations)
    outcome = frames.get_batch(batch_parameters={"dataframe": frame}).validate(suite)
    for result in outcome.results:
        details = result.result or {}
        observed = {
            "rows_looked_at": len(frame),
            "rows_loaded": batch.row_count,
            "files": batch.files,
            "unexpected": [str(value) for value in details.get("partial_unexpected_list", [])[:5]],
        }
        if error := result.exception_info.get("exception_message"):
            observed["error"] = error
        yield {
            "file_id": batch.last_file_id,
            "format_code": batch.declaration.code,
            "expectation": result.expectation_config.type,
            "column_name": result.expectation_config.kwargs.get("column"),
            "is_success": bool(result.success),
            "observed_value": json.dumps(observed, ensure_ascii=False),
            "unexpected_count": int(details.get("unexpected_count") or 0),
            "validated_at": now,
        }


def _expectations(declaration: Declaration, now: datetime, present: Collection[str]) -> list:
    import great_expectations.expectations as gxe  # noqa: PLC0415

    required = sorted(declaration.required_columns)
    numbers = [name for name in required if declaration.columns[name].type in NUMBER_TYPES[:3]]
    found = [gxe.ExpectTableColumnsToMatchSet(column_set=required, exact_match=False)]
    found += [
        gxe.ExpectColumnValuesToNotBeNull(column=name)
        for name, column in declaration.columns.items()
        if column.filled
    ]
    found += [gxe.ExpectColumnValuesToMatchRegex(column=n, regex=_PLAIN_NUMBER) for n in numbers]
    if declaration.sign and (direction := declaration.sign.direction):
        words = list(direction.values)
        found.append(gxe.ExpectColumnValuesToBeInSet(column=direction.column, value_set=words))
    found += [
        gxe.ExpectColumnValuesToBeBetween(
            column=name, min_value=EARLIEST, max_value=now + LATEST_AHEAD
        )
        for name in _dated(declaration)
        if name in present
    ]
    found += [
        gxe.ExpectColumnValuesToBeInSet(column=identity.about, value_set=[True])
        for identity in declaration.identities
    ]
    return found
