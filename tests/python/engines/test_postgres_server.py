"""The server that the other tests stand on, and the one that is too old."""

from contextlib import closing
from pathlib import Path

import pytest

from tests.support.postgres import PostgresServer
from tests.support.warehouse import Warehouse


def test_the_server_answers_in_a_database_of_its_own(postgres_server: PostgresServer) -> None:
    environment = postgres_server.create_database("answers")
    with closing(postgres_server.connect("answers")) as connection:
        cursor = connection.cursor()
        cursor.execute("select current_database(), current_setting('server_encoding')")
        assert cursor.fetchone() == ("answers", "UTF8")
    assert environment["STORELEDGER_PG_PORT"] == str(postgres_server.port)


def test_dbt_refuses_an_old_server(postgres_server: PostgresServer, tmp_path: Path) -> None:
    environment = postgres_server.create_database("old")
    with closing(postgres_server.connect("old")) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        # A function found before the server's own says that the server is PostgreSQL 15.17.
        cursor.execute(
            "create function public.current_setting(text) returns text language sql return '150017'"
        )
        cursor.execute("alter database old set search_path = public, pg_catalog")
    warehouse = Warehouse.in_folder(tmp_path, **environment)
    with pytest.raises(AssertionError, match=r"PostgreSQL 15\.17; 16 or newer is needed"):
        warehouse.dbt("seed", "--select", "platforms")
    assert warehouse.tables(["seeds", "raw"]) == []
