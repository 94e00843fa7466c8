"""The history of runs that Dagster keeps in SQLite below `$STORELEDGER_DATA/dagster`."""

import sqlite3

from sqlalchemy import event
from sqlalchemy.engine import Engine


def keep_history_without_waiting() -> None:
    """Let the history's writes return before the disk has them; the warehouse is not affected.

    Dagster writes each of a run's thousands of events in a connection and a transaction of its
    own; waiting for the disk each time takes longer than the events' work. A killed process loses
    nothing; a power cut may cost the history of the last runs, and no figure.
    """
    if not event.contains(Engine, "connect", _do_not_wait):
        event.listen(Engine, "connect", _do_not_wait)


def _do_not_wait(connection: object, _record: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("pragma synchronous = off")
