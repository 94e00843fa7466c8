"""Every blocking check catches the errors planted against it, and examines rows without them."""

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import duckdb
import pytest
import yaml

from tests.support.warehouse import ROOT, Warehouse

FOLDER = Path(__file__).parent
PLANTED = [
    mutant for file in sorted(FOLDER.glob("*.yml")) for mutant in yaml.safe_load(file.read_text())
]
LISTED = [mutant for mutant in PLANTED if mutant.get("is_listed")]
MUTANTS = [mutant for mutant in PLANTED if mutant not in LISTED]
CHECKS = sorted({mutant["test"] for mutant in MUTANTS})
INVARIANTS = {
    f"D{number}" for number in (1, 2, 3, 4, 5, 9, 11, 12, 14, 21, 22, 23, 24, 31, 33, 38, 62)
}
# Where the common table expressions of a check end and its failing rows begin.
LAST_SELECT = "\n)\n\nselect"


@pytest.fixture(scope="module")
def compiled(duckdb_warehouse: Warehouse) -> dict[str, str]:
    """Return the compiled SQL of every check by name."""
    manifest = Path(duckdb_warehouse.environment["DBT_TARGET_PATH"]) / "manifest.json"
    nodes = json.loads(manifest.read_text())["nodes"].values()
    return {
        node["name"]: node["compiled_code"] for node in nodes if node["resource_type"] == "test"
    }


@pytest.fixture(scope="module")
def copied(
    duckdb_warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return a connection to a copy of the built warehouse, which mutants may change."""
    file = "storeledger.duckdb"
    copy = tmp_path_factory.mktemp("mutants") / file
    shutil.copyfile(Path(duckdb_warehouse.environment["STORELEDGER_DATA"]) / file, copy)
    with closing(duckdb.connect(str(copy))) as connection:
        yield connection


@pytest.fixture
def warehouse(copied: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return the copy inside a transaction that is rolled back."""
    copied.begin()
    yield copied
    copied.rollback()


@pytest.mark.parametrize("check", CHECKS)
def test_check_passes_and_has_rows_to_examine(
    check: str, compiled: dict[str, str], warehouse: duckdb.DuckDBPyConnection
) -> None:
    tables, separator, _ = compiled[check].partition(LAST_SELECT)
    assert separator, f"{check} does not select its failing rows from common table expressions"
    (examined,) = warehouse.execute(f"{tables}\n)\nselect count(*) from examined").fetchone()
    assert examined > 0
    assert warehouse.execute(compiled[check]).fetchall() == []


@pytest.mark.parametrize("mutant", MUTANTS, ids=[mutant["name"] for mutant in MUTANTS])
def test_check_catches_the_mutant(
    mutant: dict[str, str], compiled: dict[str, str], warehouse: duckdb.DuckDBPyConnection
) -> None:
    (changed,) = warehouse.execute(mutant["plant"]).fetchone()
    assert changed > 0, "the mutant changes nothing"
    assert warehouse.execute(compiled[mutant["test"]]).fetchall()


@pytest.mark.parametrize("mutant", LISTED, ids=[mutant["name"] for mutant in LISTED])
def test_check_leaves_what_is_listed_to_the_exceptions(
    mutant: dict[str, str], compiled: dict[str, str], warehouse: duckdb.DuckDBPyConnection
) -> None:
    (changed,) = warehouse.execute(mutant["plant"]).fetchone()
    assert changed > 0, "the mutant changes nothing"
    assert warehouse.execute(compiled[mutant["test"]]).fetchall() == []


@pytest.mark.parametrize(
    "plant",
    [
        "insert into star.channel_dim select * from star.channel_dim limit 1",
        """update star.channel_dim set channel_id = null
        where channel_id = (select min(channel_id) from star.channel_dim)""",
    ],
    ids=["a row twice", "a row without its key"],
)
def test_a_key_check_catches(
    plant: str, compiled: dict[str, str], warehouse: duckdb.DuckDBPyConnection
) -> None:
    check = compiled["primary_key_channel_dim_channel_id"]
    assert warehouse.execute(check).fetchall() == []
    assert warehouse.execute(plant).fetchone() == (1,)
    assert warehouse.execute(check).fetchall()


def test_every_blocking_invariant_has_a_mutant() -> None:
    assert {mutant["invariant"] for mutant in MUTANTS} >= INVARIANTS


def test_every_check_that_reads_the_warehouse_has_a_mutant() -> None:
    """The others work cases out by hand, which stand in the check itself."""
    checks = {
        path.stem
        for path in (ROOT / "tests" / "dbt").glob("assert_*.sql")
        if re.search(r"\b(ref|source|examined_nothing)\(", path.read_text())
    }
    assert checks == set(CHECKS)


def test_mutants_have_names_of_their_own() -> None:
    assert len({mutant["name"] for mutant in PLANTED}) == len(PLANTED)
