"""The history of runs that Dagster keeps in SQLite below `$STORELEDGER_DATA/dagster`."""

import sqlite3
from collections.abc import Mapping
from functools import lru_cache

from dagster._core.storage.event_log.sqlite import sqlite_event_log
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine
from sqlalchemy.pool import Pool


def keep_history_quickly() -> None:
    """Let the writes of the history cost no more than their work; no figure is in them.

    Dagster writes each of a run's thousands of events in a connection, a transaction and a database
    engine of its own. Waiting for the disk each time takes longer than the events' work, and so
    does a new engine, which has every statement to compile again. A killed process loses nothing; a
    power cut may cost the history of the last runs.
    """
    sqlite_event_log.create_engine = _one_engine_a_file
    if not event.contains(Engine, "connect", _do_not_wait):
        event.listen(Engine, "connect", _do_not_wait)


def _one_engine_a_file(url: str, poolclass: type[Pool], connect_args: Mapping[str, int]) -> Engine:
    return _engine(url, poolclass, connect_args["timeout"])


@lru_cache(maxsize=8)
def _engine(url: str, poolclass: type[Pool], timeout: int) -> Engine:
    """Return the engine of a database file; Dagster's pool keeps no connection open."""
    return create_engine(url, poolclass=poolclass, connect_args={"timeout": timeout})


def _do_not_wait(connection: object, _record: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("pragma synchronous = off")
