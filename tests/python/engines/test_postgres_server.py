"""The server that the other tests stand on."""

from contextlib import closing

from tests.support.postgres import PostgresServer


def test_the_server_answers_in_a_database_of_its_own(postgres_server: PostgresServer) -> None:
    environment = postgres_server.create_database("answers")
    with closing(postgres_server.connect("answers")) as connection:
        cursor = connection.cursor()
        cursor.execute("select current_database(), current_setting('server_encoding')")
        assert cursor.fetchone() == ("answers", "UTF8")
    assert environment["STORELEDGER_PG_PORT"] == str(postgres_server.port)
