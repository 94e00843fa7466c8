"""Fixtures that every test folder shares. They are made once a session and must not be changed."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import yaml

from tests.support.postgres import PostgresServer, running_postgres
from tests.support.warehouse import ROOT, Company, Warehouse


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep a file's tests on one worker, and all tests of the shared warehouses on one.

    First, because pytest-xdist reads the groups in a hook of the same name.
    """
    for item in items:
        shared = {"duckdb_warehouse", "postgres_warehouse"} & set(getattr(item, "fixturenames", ()))
        item.add_marker(pytest.mark.xdist_group("warehouse" if shared else str(item.path)))


def simulate(folder: Path, *options: str) -> Company:
    """Write a simulated company's bills and truth into `folder`."""
    company = Company(inbox=folder / "inbox", truth=folder / "truth")
    places = ["--out", str(company.inbox), "--truth", str(company.truth)]
    command = [sys.executable, "-m", "simulator", *places, *options]
    subprocess.run(command, check=True, cwd=ROOT, stdin=subprocess.DEVNULL)
    return company


def over_new_year(folder: Path) -> list[str]:
    """Return the options of a company whose bills end in January: a year closes among them."""
    described = yaml.safe_load((ROOT / "simulator" / "company.yml").read_text(encoding="utf-8"))
    path = folder / "company.yml"
    described["end"] = date(2026, 1, 31)
    text = yaml.safe_dump(described, allow_unicode=True, sort_keys=False)
    path.write_text(text, encoding="utf-8")
    return ["--company", str(path)]


def walked(warehouse: Warehouse, company: Company) -> Warehouse:
    """Walk the whole road with a company's bills: load, build and test, models, marts, reports."""
    warehouse.load([company.inbox])
    warehouse.dbt("build")
    warehouse.run("tests.support.after_books")
    return warehouse


@pytest.fixture(scope="session")
def small_company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """November to January, about 30 orders a day, with every kind of fault."""
    folder = tmp_path_factory.mktemp("small_company")
    size = ["--seed", "7", "--months", "3", "--orders-per-day", "30"]
    return simulate(folder, *size, *over_new_year(folder))


@pytest.fixture(scope="session")
def duckdb_warehouse(small_company: Company, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The small company on DuckDB: loaded, built with every data and unit test, forecast."""
    warehouse = Warehouse.in_folder(tmp_path_factory.mktemp("duckdb"))
    return walked(warehouse, small_company)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A real PostgreSQL server, empty; make a database of your own with `create_database`."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_warehouse(
    small_company: Company,
    postgres_server: PostgresServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Warehouse:
    """The small company on PostgreSQL: loaded, built with every data and unit test, forecast."""
    environment = postgres_server.create_database("small_company")
    warehouse = Warehouse.in_folder(tmp_path_factory.mktemp("postgres"), **environment)
    return walked(warehouse, small_company)
