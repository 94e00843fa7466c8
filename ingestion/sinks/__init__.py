"""Where raw rows go: DuckDB or PostgreSQL, behind one interface."""

import os
from pathlib import Path

from ingestion.sinks.base import Sink, SinkBusy, SinkError, UnknownTarget
from ingestion.sinks.duckdb_sink import DuckDBSink
from ingestion.sinks.postgres_sink import PostgresSink

__all__ = ["Sink", "SinkBusy", "SinkError", "UnknownTarget", "data_folder", "open_sink"]


def data_folder() -> Path:
    """Return `$STORELEDGER_DATA`, by default `data`."""
    return Path(os.environ.get("STORELEDGER_DATA") or "data")


def open_sink(target: str | None = None, folder: Path | None = None) -> Sink:
    """Open the warehouse named by `target`, else by `$STORELEDGER_TARGET`, else DuckDB.

    Raises UnknownTarget, SinkBusy when another process holds the DuckDB file for 30 seconds, or
    SinkError when the server cannot be reached or is older than PostgreSQL 16.
    """
    folder = folder or data_folder()
    target = target or os.environ.get("STORELEDGER_TARGET") or "duckdb"
    if target == "duckdb":
        return DuckDBSink(folder)
    if target == "postgres":
        return PostgresSink(folder)
    raise UnknownTarget(f"target {target!r}: ingestion writes to duckdb or postgres")
