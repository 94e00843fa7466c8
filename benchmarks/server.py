"""What a PostgreSQL server on this machine spends (Linux)."""

import os
from contextlib import closing
from pathlib import Path

from tests.support.postgres import USER, PostgresServer

_TICKS = os.sysconf("SC_CLK_TCK")
# Of /proc/<pid>/stat behind the name: the parent, then user, system and both of ended children.
_PARENT, _OWN, _WITH_CHILDREN = 1, slice(11, 13), slice(11, 15)


def server_seconds(server: PostgresServer) -> float:
    """Return the CPU seconds of the server and of its processes, alive or ended."""
    with closing(server.connect(USER)) as connection, connection.cursor() as cursor:
        cursor.execute("select pg_read_file('postmaster.pid')")
        postmaster = cursor.fetchone()[0].split()[0]
    processes = {
        path.name: fields for path in Path("/proc").glob("[0-9]*") if (fields := _stat(path))
    }
    ticks = sum(map(int, processes[postmaster][_WITH_CHILDREN]))
    ticks += sum(
        sum(map(int, fields[_OWN]))
        for fields in processes.values()
        if fields[_PARENT] == postmaster
    )
    return ticks / _TICKS


def _stat(process: Path) -> list[str]:
    """Return the figures of a process, none of one that has ended meanwhile."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
