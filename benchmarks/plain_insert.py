"""What DuckDB alone takes to write the rows of a load: insert them into an empty twin of the table.

usage: python -m benchmarks.plain_insert DATABASE
DATABASE is the file of a load; the twin is made in $STORELEDGER_DATA, with the settings of a load.
"""

import sys
from pathlib import Path

from benchmarks.bills import CODE
from ingestion import open_sink


def run(loaded: Path) -> None:
    """Insert the rows of `raw.<CODE>` of the loaded database into an empty one."""
    with open_sink() as sink:
        sink.make_tables()
        sink.query(f"attach '{loaded}' as loaded (read_only)")
        with sink.transaction():
            sink.query(f"insert into raw.{CODE} by name select * from loaded.raw.{CODE}")


if __name__ == "__main__":
    run(Path(sys.argv[1]))
