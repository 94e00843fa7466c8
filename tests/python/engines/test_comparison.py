"""The comparison of two warehouses' tables sees every difference that is planted between them."""

from pathlib import Path

import duckdb
import pytest

from tests.support.warehouse import Contents, Warehouse, differences

BOOKED = """
    create schema star;
    create table star.fee_fact (line_id integer, amount decimal(18, 2), paid_at timestamp);
    insert into star.fee_fact values
        (1, 12.34, '2026-01-31 10:00:00'), (2, -0.01, null), (3, 0.00, null), (3, 0.00, null);
    create view star.fee as select line_id, amount from star.fee_fact;
"""
FEES = "star.fee_fact"
ROWS = {
    "a cent": "update star.fee_fact set amount = 12.35 where line_id = 1",
    "a sign": "update star.fee_fact set amount = 0.01 where line_id = 2",
    "a NULL": "update star.fee_fact set amount = null where line_id = 2",
    "a zero for a NULL": "update star.fee_fact set paid_at = 'epoch' where line_id = 2",
    "a second": "update star.fee_fact set paid_at = '2026-01-31 10:00:01' where line_id = 1",
    "a missing row": "delete from star.fee_fact where line_id = 1",
    "a doubled row": "insert into star.fee_fact from star.fee_fact where line_id = 1",
    "one row of two equal ones": "delete from star.fee_fact where rowid = 3",
    "no row at all": "delete from star.fee_fact",
}
COLUMNS = {
    "a wider type": "alter table star.fee_fact alter line_id type bigint",
    "a scale": "alter table star.fee_fact alter amount type decimal(18, 3)",
    "a precision": "alter table star.fee_fact alter amount type decimal(20, 2)",
    "a fraction for a decimal": "alter table star.fee_fact alter amount type double",
    "a text for a number": "alter table star.fee_fact alter line_id type varchar",
    "a date for a time": "alter table star.fee_fact alter paid_at type date",
    "a name": "alter table star.fee_fact rename paid_at to posted_at",
    "a column less": "alter table star.fee_fact drop paid_at",
    "a column more": "alter table star.fee_fact add note varchar",
    "an order of columns": "create or replace table star.fee_fact as"
    " select amount, line_id, paid_at from star.fee_fact",
}


def contents(folder: Path, *statements: str) -> dict[str, Contents]:
    """Run SQL in a database of its own; return what stands in its public tables."""
    folder.mkdir()
    with duckdb.connect(str(folder / "storeledger.duckdb")) as connection:
        for statement in statements:
            connection.execute(statement)
    return Warehouse.in_folder(folder).contents()


@pytest.fixture(scope="module")
def booked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Contents]:
    """The tables in which nothing is planted."""
    return contents(tmp_path_factory.mktemp("comparison") / "booked", BOOKED)


def found(booked: dict[str, Contents], tmp_path: Path, plant: str) -> list[str]:
    """Return how the fees differ from those where something is planted, from both sides alike."""
    # The view is left out: what it shows of the change is not what is asked.
    planted = contents(tmp_path / "planted", BOOKED, "drop view star.fee", plant)
    fees = {FEES: booked[FEES]}
    there, back = differences(fees, planted), differences(planted, fees)
    assert there.keys() == back.keys() == {FEES}
    return there[FEES]


def test_equal_tables_do_not_differ(booked: dict[str, Contents], tmp_path: Path) -> None:
    reordered = "create or replace table star.fee_fact as from star.fee_fact order by amount"
    again = contents(tmp_path / "again", BOOKED, reordered)
    assert booked.keys() == {"star.fee", FEES}
    assert differences(booked, again) == {}


@pytest.mark.parametrize("plant", ROWS.values(), ids=ROWS)
def test_rows_that_differ_are_found(
    plant: str, booked: dict[str, Contents], tmp_path: Path
) -> None:
    lines = found(booked, tmp_path, plant)
    assert {line.partition(":")[0] for line in lines} <= {"only left", "only right"}


@pytest.mark.parametrize("plant", COLUMNS.values(), ids=COLUMNS)
def test_columns_that_differ_are_found(
    plant: str, booked: dict[str, Contents], tmp_path: Path
) -> None:
    (line,) = found(booked, tmp_path, plant)
    assert line.startswith("columns ")


def test_a_difference_that_only_a_view_shows_is_found(
    booked: dict[str, Contents], tmp_path: Path
) -> None:
    other = "create or replace view star.fee as select line_id, abs(amount) as amount"
    planted = contents(tmp_path / "planted", BOOKED, f"{other} from star.fee_fact")
    assert differences(booked, planted).keys() == {"star.fee"}


@pytest.mark.parametrize("plant", ["drop view star.fee", "create table star.more (line_id int)"])
def test_a_table_on_one_side_only_is_refused(
    plant: str, booked: dict[str, Contents], tmp_path: Path
) -> None:
    planted = contents(tmp_path / "planted", BOOKED, plant)
    with pytest.raises(AssertionError):
        differences(booked, planted)


def test_two_warehouses_without_tables_are_refused() -> None:
    with pytest.raises(AssertionError):
        differences({}, {})
