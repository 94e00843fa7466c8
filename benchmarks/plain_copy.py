"""The yardstick of the PostgreSQL load: a plain COPY of the same rows into the same table.

usage: python -m benchmarks.plain_copy unload|load FILE
`unload` writes the raw table that was loaded to FILE; `load` copies FILE into an empty twin of it.
"""

import os
import sys
from pathlib import Path

import psycopg2

from benchmarks.bills import CODE

TWIN = f"{CODE}_twin"
STATEMENTS = {
    "unload": f"copy raw.{CODE} to stdout (format csv)",
    "load": f"copy raw.{TWIN} from stdin (format csv)",
}


def run(command: str, path: Path) -> None:
    """Unload the raw table to the file, or load the file into its twin."""
    setting = os.environ.__getitem__
    connection = psycopg2.connect(
        host=setting("STORELEDGER_PG_HOST"),
        port=setting("STORELEDGER_PG_PORT"),
        user=setting("STORELEDGER_PG_USER"),
        password=setting("STORELEDGER_PG_PASSWORD"),
        dbname=setting("STORELEDGER_PG_DBNAME"),
    )
    with connection, connection.cursor() as cursor:
        if command == "load":
            cursor.execute(f"create table raw.{TWIN} (like raw.{CODE})")
        with path.open("rb" if command == "load" else "wb") as file:
            cursor.copy_expert(STATEMENTS[command], file)
    connection.close()


if __name__ == "__main__":
    run(sys.argv[1], Path(sys.argv[2]))
