"""Great Expectations at the boundary: each loaded batch against what its declaration promises.

A batch is what one load brings of one format. It is looked at through an evenly spaced sample of
its rows, as a pandas frame; each result says how many rows of how many were looked at.
"""

import json
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ingestion.cells import Checked, one_array
from ingestion.declarations import NUMBER_TYPES, Declaration
from ingestion.identities import RESIDUAL, residuals

SAMPLE_ROWS = 5_000
SAMPLE_ROWS_OF_CHUNK = 500
EARLIEST = datetime(2003, 1, 1)
LATEST_AHEAD = timedelta(days=3 * 365)
_PLAIN_NUMBER = r"^-?[0-9]+\.[0-9]{2,}$"


@dataclass
class Batch:
    """What one load brings of one format: its files, its rows, and samples of them."""

    declaration: Declaration
    file_ids: list[str] = field(default_factory=list)
    row_count: int = 0
    samples: list[pa.Table] = field(default_factory=list)

    def frame(self) -> pd.DataFrame:
        """Return at most SAMPLE_ROWS rows of the samples, evenly spaced, as a pandas frame."""
        together = pa.concat_tables(self.samples, promote_options="default")
        return _evenly_spaced(together, SAMPLE_ROWS).to_pandas()


def sample(declaration: Declaration, canonical: Mapping[str, Checked]) -> pa.Table:
    """Return evenly spaced rows of a chunk: the columns that expectations speak of."""
    kept = [name for name, c in declaration.columns.items() if c.required or c.filled]
    kept += declaration.sign.columns() if declaration.sign else ()
    kept += [name for identity in declaration.identities for name in identity.columns()]
    cells = {name: canonical[name].canonical for name in kept if name in canonical}
    cells |= {name: canonical[name].moments for name in _dated(declaration) if name in canonical}
    rows = _evenly_spaced(pa.table(cells), SAMPLE_ROWS_OF_CHUNK)
    for identity in declaration.identities:
        names = [name for name in identity.columns() if name in rows.column_names]
        columns = {name: one_array(rows[name]) for name in names}
        own = residuals(identity, columns, rows.num_rows)
        rows = rows.append_column(identity.about, pc.equal(own, pa.scalar(0, RESIDUAL)))
    return rows


def _dated(declaration: Declaration) -> list[str]:
    """Return the columns whose cells all tell a day: a time of day beside its date is none."""
    columns = declaration.columns
    return [name for name in declaration.period_columns if columns[name].type != "time"]


def _evenly_spaced(table: pa.Table, count: int) -> pa.Table:
    if table.num_rows <= count:
        return table
    return table.take(pa.array(np.arange(count) * table.num_rows // count))


def validate(batches: Iterable[Batch], now: datetime) -> pa.Table:
    """Return the rows of `raw.batch_validation` for the batches of one load."""
    rows = [row for batch in batches if batch.row_count for row in _validated(batch, now)]
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


def _validated(batch: Batch, now: datetime) -> Iterator[dict[str, object]]:
    # Imported here: the library takes seconds to load, which other commands need not wait for.
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx  # noqa: PLC0415

    frame = batch.frame()
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("raw").add_dataframe_asset(batch.declaration.code)
    definition = asset.add_batch_definition_whole_dataframe("batch")
    expectations = _expectations(batch.declaration, now, set(frame))
    suite = gx.ExpectationSuite(batch.declaration.code, expectations)
    outcome = definition.get_batch(batch_parameters={"dataframe": frame}).validate(suite)
    for result in outcome.results:
        details = result.result or {}
        observed = {
            "rows_looked_at": len(frame),
            "rows_loaded": batch.row_count,
            "files": len(batch.file_ids),
            "unexpected": [str(value) for value in details.get("partial_unexpected_list", [])[:5]],
        }
        if error := result.exception_info.get("exception_message"):
            observed["error"] = error
        yield {
            "file_id": batch.file_ids[-1],
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
