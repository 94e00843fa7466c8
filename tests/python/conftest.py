"""Fixtures that every test folder shares."""

from collections.abc import Iterator

import pytest

from tests.support.postgres import PostgresServer, running_postgres


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A real PostgreSQL server, empty; make a database of your own with `create_database`."""
    with running_postgres() as server:
        yield server
